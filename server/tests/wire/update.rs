//! A signed-in user changes an address.

use serde_json::{Value, json};

use crate::support::{Answer, Login, Service};

const ANN: &str = "ann@example.com";
const NEW: &str = "ann@new.example";
const PHONE: &str = "+15550100001";

async fn service() -> (Service, Login) {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    (service, login)
}

async fn update_email(service: &Service, login: &Login, mut body: Value) -> Answer {
    body["loginId"] = ANN.into();
    service.post_as(&login.refresh, "/v1/auth/otp/update/email", body).await
}

#[tokio::test]
async fn the_new_address_gets_the_code_and_counts_once_it_is_proven() {
    let (service, login) = service().await;
    let receipt = update_email(&service, &login, json!({"email": NEW})).await.ok();
    assert_eq!(receipt["maskedEmail"], "a***@new.example");
    let message = service.messages().await.pop().unwrap();
    assert_eq!((&message["to"], &message["purpose"]), (&json!(NEW), &json!("updateEmail")));
    assert_eq!(service.get_as(&login.refresh, "/v1/auth/me").await.ok()["email"], ANN);

    let updated = service.verify(ANN).await.login();
    assert_eq!((&updated.user["email"], &updated.user["verifiedEmail"]), (&json!(NEW), &json!(true)));
    assert_eq!(updated.user["loginIds"], json!([NEW]), "the login ID was the address and follows it");
    assert_eq!(updated.user["userId"], login.user["userId"]);
    service.post("/v1/auth/otp/signin/email", json!({"loginId": NEW})).await.ok();
    assert_eq!(service.messages().await.pop().unwrap()["to"], NEW);
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.refused(400, "E062108");
}

#[tokio::test]
async fn a_phone_number_is_added_over_every_method() {
    for method in ["sms", "voice", "whatsapp", "im"] {
        let (service, login) = service().await;
        let path = format!("/v1/auth/otp/update/phone/{method}");
        let body = json!({"loginId": ANN, "phone": PHONE});
        let receipt = service.post_as(&login.refresh, &path, body).await.ok();
        assert_eq!(receipt["maskedPhone"], "+1******001");
        let body = json!({"loginId": ANN, "code": service.code().await});
        let updated = service.post(&format!("/v1/auth/otp/verify/{method}"), body).await.login();
        assert_eq!((&updated.user["phone"], &updated.user["verifiedPhone"]), (&json!(PHONE), &json!(true)));
        assert_eq!(updated.user["loginIds"], json!([ANN]));
        assert_eq!(updated.session()["amr"], json!([method]));
    }
}

#[tokio::test]
async fn the_new_address_can_become_a_login_id() {
    let (service, login) = service().await;
    update_email(&service, &login, json!({"email": NEW, "addToLoginIDs": true})).await.ok();
    assert_eq!(service.verify(ANN).await.login().user["loginIds"], json!([ANN, NEW]));
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn a_second_factor_can_be_added_on_the_way() {
    let (service, login) = service().await;
    let body = json!({"loginId": ANN, "phone": PHONE, "mfa": true});
    service.post_as(&login.refresh, "/v1/auth/otp/update/phone/sms", body).await.ok();
    let body = json!({"loginId": ANN, "code": service.code().await});
    let updated = service.post("/v1/auth/otp/verify/sms", body).await.login();
    assert_eq!(updated.session()["amr"], json!(["email", "sms", "mfa"]));
}

#[tokio::test]
async fn only_the_users_own_session_will_do() {
    let (service, login) = service().await;
    let bob = service.log_in("bob@example.com").await;
    let body = json!({"loginId": ANN, "email": NEW});
    let path = "/v1/auth/otp/update/email";
    service.post(path, body.clone()).await.refused(401, "E061005");
    service.post_as(&bob.refresh, path, body.clone()).await.refused(401, "E061005");
    service.post_as(&login.session, path, body.clone()).await.refused(401, "E061005");
    service.post_as(service.management_key(), path, body.clone()).await.refused(401, "E061005");
    let body = json!({"loginId": "nobody@example.com", "email": NEW});
    service.post_as(&login.refresh, path, body).await.refused(400, "E062108");
}

#[tokio::test]
async fn addresses_must_be_some() {
    let (service, login) = service().await;
    let answer = update_email(&service, &login, json!({})).await;
    answer.refused(400, "E011003");
    answer.says("The email field is required");
    update_email(&service, &login, json!({"email": "not one"})).await.refused(400, "E011003");
    let body = json!({"loginId": ANN, "phone": "twelve"});
    service.post_as(&login.refresh, "/v1/auth/otp/update/phone/sms", body).await.refused(400, "E011003");
    service
        .post_as(&login.refresh, "/v1/auth/otp/update/phone/email", json!({}))
        .await
        .refused(404, "E011001");
    service.post_as(&login.refresh, "/v1/auth/otp/update/sms", json!({})).await.refused(404, "E011001");
}

#[tokio::test]
async fn a_logged_out_session_cannot_finish_what_it_started() {
    let (service, login) = service().await;
    update_email(&service, &login, json!({"email": NEW})).await.ok();
    service.post_as(&login.refresh, "/v1/auth/logout", json!({})).await.ok();
    service.verify(ANN).await.refused(401, "E064001");
    update_email(&service, &login, json!({"email": NEW})).await.refused(401, "E064001");
}
