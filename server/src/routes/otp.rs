//! Codes: sign up, sign in, either, verify, update (protocol §6).

use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::caller::Caller;
use super::fields::Fields;
use super::via::{Via, ViaPhone};
use super::{options, reply};
use crate::engine::{Channel, Details, Guess, Purpose, Receipt, Start, Update};
use crate::error::Failure;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/auth/otp/signup/{method}", post(sign_up))
        .route("/v1/auth/otp/signin/{method}", post(sign_in))
        .route("/v1/auth/otp/signup-in/{method}", post(sign_up_or_in))
        .route("/v1/auth/otp/verify/{method}", post(verify))
        .route("/v1/auth/otp/update/email", post(update_email))
        .route("/v1/auth/otp/update/phone/{method}", post(update_phone))
}

async fn sign_up(caller: Caller, Via(channel): Via, body: Fields) -> Result<Json<Value>, Failure> {
    start(&caller, Purpose::SignUp, channel, &body).await
}

async fn sign_in(caller: Caller, Via(channel): Via, body: Fields) -> Result<Json<Value>, Failure> {
    start(&caller, Purpose::SignIn, channel, &body).await
}

async fn sign_up_or_in(caller: Caller, Via(channel): Via, body: Fields) -> Result<Json<Value>, Failure> {
    start(&caller, Purpose::SignUpOrIn, channel, &body).await
}

async fn start(
    caller: &Caller,
    purpose: Purpose,
    channel: Channel,
    body: &Fields,
) -> Result<Json<Value>, Failure> {
    let options = options::login(body)?;
    let (address, details) = match purpose {
        // A sign-in goes where the user is known to be, whatever the caller says.
        Purpose::SignIn => Default::default(),
        _ => (address(body, channel)?, details(&body.fields("user")?)?),
    };
    let refresh = if options.needs_session() { Some(caller.refresh_token().await?) } else { None };
    let login_id = body.login_id()?;
    let start = Start { purpose, channel, login_id, address, details, options, refresh };
    Ok(receipt(&caller.project.engine.start(start).await?))
}

async fn verify(caller: Caller, Via(channel): Via, body: Fields) -> Result<Response, Failure> {
    let guess =
        Guess { channel, login_id: body.login_id()?, code: body.required(&["code"])?, ip: caller.ip.clone() };
    let engine = &caller.project.engine;
    let entry = engine.verify(guess).await?;
    Ok(reply::login(&caller, &engine.issue(entry, true).await?))
}

async fn update_email(caller: Caller, body: Fields) -> Result<Json<Value>, Failure> {
    update(&caller, Channel::Email, body.required(&["email"])?, &body).await
}

async fn update_phone(
    caller: Caller,
    ViaPhone(channel): ViaPhone,
    body: Fields,
) -> Result<Json<Value>, Failure> {
    update(&caller, channel, body.required(&["phone"])?, &body).await
}

async fn update(
    caller: &Caller,
    channel: Channel,
    address: String,
    body: &Fields,
) -> Result<Json<Value>, Failure> {
    let update = Update {
        channel,
        address,
        login_id: body.login_id()?,
        add_to_login_ids: body.flag(&["addToLoginIDs", "addToLoginIds"])?,
        merge_into_existing: body.flag(&["onMergeUseExisting"])?,
        mfa: body.flag(&["mfa"])?,
        template_id: body.text(&["templateId"])?,
        template_options: body.object(&["templateOptions"])?,
        refresh: caller.refresh_token().await?,
    };
    Ok(receipt(&caller.project.engine.start_update(update).await?))
}

/// Clients name the address of a sign-up after its method, each in its own way (protocol §6.2).
fn address(body: &Fields, channel: Channel) -> Result<Option<String>, Failure> {
    match channel {
        Channel::Email => body.text(&["email"]),
        _ => body.text(&["phone", "voice", "whatsapp", "whatsApp"]),
    }
}

fn details(user: &Fields) -> Result<Details, Failure> {
    Ok(Details {
        name: user.text(&["name"])?,
        given_name: user.text(&["givenName"])?,
        middle_name: user.text(&["middleName"])?,
        family_name: user.text(&["familyName"])?,
        email: user.text(&["email"])?,
        phone: user.text(&["phone"])?,
    })
}

/// Some clients fail when the masked address does not stand under the name that belongs to its method.
fn receipt(receipt: &Receipt) -> Json<Value> {
    let name = if receipt.channel.is_phone() { "maskedPhone" } else { "maskedEmail" };
    Json(json!({name: receipt.masked, "verificationAttempts": receipt.attempts}))
}
