//! Step-up, second factors, custom claims.

use serde_json::{Value, json};

use crate::support::{Login, Service, claims, text};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+15550100001";

async fn service() -> (Service, Login) {
    let service = Service::start().await;
    service.state.clock.freeze(true);
    service.seed(json!({"users": [{"loginId": ANN, "phone": PHONE}]})).await;
    let login = service.log_in(ANN).await;
    (service, login)
}

async fn sign_in(
    service: &Service,
    secrets: &[&str],
    method: &str,
    options: Value,
) -> crate::support::Answer {
    let body = json!({"loginId": ANN, "loginOptions": options}).to_string();
    service.bear("POST", &format!("/v1/auth/otp/signin/{method}"), secrets, &body).await
}

async fn verify(service: &Service, method: &str) -> crate::support::Answer {
    let body = json!({"loginId": ANN, "code": service.code().await});
    service.post(&format!("/v1/auth/otp/verify/{method}"), body).await
}

#[tokio::test]
async fn a_step_up_shows_in_the_session_token_and_not_past_a_refresh() {
    let (service, login) = service().await;
    service.settings(json!({"sessionLifetime": 3600})).await;
    sign_in(&service, &[&login.refresh], "email", json!({"stepup": true})).await.ok();
    let stepped = verify(&service, "email").await.login();
    let session = stepped.session();
    assert_eq!(session["su"], true);
    assert_eq!(
        session["exp"].as_i64().unwrap() - session["iat"].as_i64().unwrap(),
        600,
        "no longer than the step-up"
    );
    assert_eq!(stepped.refresh().get("su"), None);
    let body = service.refresh(&stepped.refresh).await.ok();
    assert_eq!(claims(&text(&body["sessionJwt"])).get("su"), None);
}

#[tokio::test]
async fn a_second_factor_is_added_to_the_first() {
    let (service, login) = service().await;
    sign_in(&service, &[&login.refresh], "sms", json!({"mfa": true})).await.ok();
    let both = verify(&service, "sms").await.login();
    assert_eq!(both.session()["amr"], json!(["email", "sms", "mfa"]));
    let body = service.refresh(&both.refresh).await.ok();
    assert_eq!(claims(&text(&body["sessionJwt"]))["amr"], json!(["email", "sms", "mfa"]));
    let body = service.refresh(&login.refresh).await.ok();
    assert_eq!(
        claims(&text(&body["sessionJwt"]))["amr"],
        json!(["email"]),
        "the first session is not raised"
    );
    sign_in(&service, &[], "sms", json!({})).await.ok();
    assert_eq!(verify(&service, "sms").await.login().session()["amr"], json!(["sms"]));
}

#[tokio::test]
async fn both_need_the_users_own_live_session() {
    let (service, login) = service().await;
    let stranger = service.log_in("bob@example.com").await;
    for options in [json!({"stepup": true}), json!({"mfa": true})] {
        for secrets in [&[][..], &["aa.bb.cc"], &[login.session.as_str()], &[stranger.refresh.as_str()]] {
            sign_in(&service, secrets, "email", options.clone()).await.refused(401, "E061005");
        }
    }
    sign_in(&service, &[&login.refresh], "email", json!({"stepup": true})).await.ok();
    service.post_as(&login.refresh, "/v1/auth/logout", json!({})).await.ok();
    verify(&service, "email").await.refused(401, "E064001");
    sign_in(&service, &[&login.refresh], "email", json!({"mfa": true})).await.refused(401, "E064001");
}

#[tokio::test]
async fn custom_claims_stand_apart_and_are_kept() {
    let (service, _) = service().await;
    let options = json!({"customClaims": {"team": "red", "sub": "somebody else"}});
    sign_in(&service, &[], "email", options.clone()).await.ok();
    let login = verify(&service, "email").await.login();
    assert_eq!(login.session()["nsec"], options["customClaims"]);
    assert_eq!(login.session()["sub"], login.user["userId"]);
    let body = service.refresh(&login.refresh).await.ok();
    assert_eq!(claims(&text(&body["sessionJwt"]))["nsec"], options["customClaims"]);
    sign_in(&service, &[], "email", json!({"customClaims": null})).await.ok();
    assert_eq!(verify(&service, "email").await.login().session().get("nsec"), None);
}

#[tokio::test]
async fn custom_claims_have_a_limit() {
    let (service, _) = service().await;
    let answer = sign_in(&service, &[], "email", json!({"customClaims": {"x": "y".repeat(64 * 1024)}})).await;
    answer.refused(400, "E011003");
    answer.says("loginOptions.customClaims");
}

#[tokio::test]
async fn sign_up_or_in_steps_up_as_well() {
    let (service, login) = service().await;
    let body = json!({"loginId": ANN, "loginOptions": {"stepup": true}});
    service.post_as(&login.refresh, "/v1/auth/otp/signup-in/email", body).await.ok();
    assert_eq!(verify(&service, "email").await.login().session()["su"], true);
}
