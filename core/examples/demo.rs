//! A login from start to end, against a running `doorcode dev`: `make demo` starts one and runs this.
//!
//! Any step that does not go as told ends it with a non-zero exit.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "telling the story is what it is for")]

#[path = "demo/service.rs"]
mod service;
#[path = "demo/story.rs"]
mod story;

use std::process::ExitCode;
use std::time::Duration;

use doorcode::{
    Client, DeliveryMethod, Error, ErrorKind, LoginOptions, MovableClock, SignUpDetails, SignUpOptions,
    VerifyOptions,
};
use service::Service;
use story::{Oops, expect, fails_with, shorten, tell};

const ANN: &str = "ann@example.com";
/// A little more than a session token lives.
const LATER: Duration = Duration::from_secs(11 * 60);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Oops(text)) => {
            eprintln!("\n  ✗ {text}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Oops> {
    let service = Service::from_env()?;
    let clock = MovableClock::default();
    let client = Client::builder(&service.project_id).base_url(&service.url).clock(clock.clone()).build()?;
    println!(
        "\nDoorcode in Rust: a login from start to end\n  service {}  project {}\n",
        service.url, service.project_id
    );

    let refresh_token = sign_up(&client, &service).await?;
    wrong_code(&client, &service).await?;
    let refresh_token = time_passes(&client, &service, &clock, refresh_token).await?;
    log_out(&client, &refresh_token).await?;

    println!("\n  Every step went as told.");
    Ok(())
}

/// Signs Ann up; her session and refresh token come of it.
async fn sign_up(client: &Client, service: &Service) -> Result<Tokens, Oops> {
    let details = SignUpDetails { name: Some("Ann".into()), ..Default::default() };
    let masked =
        client.otp().sign_up(DeliveryMethod::Email, ANN, Some(&details), &SignUpOptions::default()).await?;
    tell("sign up", format!("{ANN}: the code goes to {masked}"));

    let message = service.last_message(ANN).await?;
    tell("the message arrives", format!("\"{}\"", message.text));

    let login =
        client.otp().verify(DeliveryMethod::Email, ANN, &message.code, &VerifyOptions::default()).await?;
    let refresh = login.refresh.ok_or("verify handed back no refresh token")?;
    let user = login.user.ok_or("verify handed back no user")?;
    expect(login.first_seen && user.verified_email, "Ann is new and her address is verified")?;
    tell(
        "verify the code",
        format!(
            "user {}, session {}, refresh {}",
            shorten(&user.user_id),
            shorten(login.session.jwt()),
            shorten(refresh.jwt())
        ),
    );

    let token = client.session().validate_local(login.session.jwt(), &VerifyOptions::default())?;
    expect(token.subject() == Some(&user.user_id), "the session is Ann's")?;
    tell("check the session", "signature, project, kind and times hold; no network was needed");
    Ok(Tokens { session: login.session.jwt().into(), refresh: refresh.jwt().into() })
}

struct Tokens {
    session: String,
    refresh: String,
}

async fn wrong_code(client: &Client, service: &Service) -> Result<(), Oops> {
    client.otp().sign_in(DeliveryMethod::Email, ANN, &LoginOptions::default(), None).await?;
    let right = service.last_message(ANN).await?.code;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let tried = client.otp().verify(DeliveryMethod::Email, ANN, wrong, &VerifyOptions::default()).await;
    let error = fails_with(tried, ErrorKind::InvalidCode)?;
    tell("a wrong code", format!("{wrong} is refused: {error}"));
    Ok(())
}

/// Moves both clocks past the session's end; refreshing brings a new one.
async fn time_passes(
    client: &Client,
    service: &Service,
    clock: &MovableClock,
    old: Tokens,
) -> Result<String, Oops> {
    service.advance_clock(LATER).await?;
    clock.advance(LATER);
    tell("eleven minutes pass", "the clocks of service and client were moved together");

    let options = VerifyOptions::default();
    let error = fails_with(client.session().validate(&old.session, &options).await, ErrorKind::TokenExpired)?;
    tell("the session is over", format!("refused: {error}"));

    let renewed = client.session().refresh(&old.refresh, &options).await?;
    client.session().validate_local(renewed.session.jwt(), &options)?;
    tell("refresh", format!("a new session {}", shorten(renewed.session.jwt())));
    Ok(renewed.refresh.map_or(old.refresh, |token| token.jwt().to_owned()))
}

async fn log_out(client: &Client, refresh_token: &str) -> Result<(), Oops> {
    client.session().logout(refresh_token).await?;
    tell("log out", "the refresh token is given back");

    let tried = client.session().refresh(refresh_token, &VerifyOptions::default()).await;
    let error: Error = fails_with(tried, ErrorKind::SessionEnded)?;
    tell("refresh once more", format!("refused: {error}"));
    Ok(())
}
