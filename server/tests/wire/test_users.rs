//! Test users, whose codes management makes (protocol §16.7).

use serde_json::{Value, json};

use crate::support::{Answer, Service, text};

const TESTER: &str = "tester 7";
const PHONE: &str = "+15550100001";

async fn service() -> Service {
    let service = Service::start().await;
    let body = json!({"loginId": TESTER, "phone": PHONE, "test": true});
    service.manage("/v1/mgmt/user/create/test", body).await.ok();
    service
}

async fn generate(service: &Service, method: &str) -> String {
    let body = json!({"loginId": TESTER, "deliveryMethod": method, "loginOptions": {}});
    let answer = service.manage("/v1/mgmt/tests/generate/otp", body).await.ok();
    assert_eq!(answer["loginId"], TESTER);
    text(&answer["code"])
}

async fn verify(service: &Service, method: &str, code: &str) -> Answer {
    let body = json!({"loginId": TESTER, "code": code});
    service.post(&format!("/v1/auth/otp/verify/{method}"), body).await
}

#[tokio::test]
async fn a_code_signs_in_with_nothing_pending() {
    let service = service().await;
    let code = generate(&service, "email").await;
    let body = verify(&service, "email", &code).await.ok();
    assert_eq!((&body["firstSeen"], &body["user"]["test"]), (&json!(true), &json!(true)));
    assert_eq!(crate::support::claims(&text(&body["sessionJwt"]))["tu"], true);
    verify(&service, "email", &code).await.refused(401, "E061102");
}

#[tokio::test]
async fn a_code_survives_every_start_and_completes_it() {
    let service = service().await;
    for (operation, method) in
        [("signup", "sms"), ("signin", "voice"), ("signup-in", "whatsapp"), ("signin", "im")]
    {
        let code = generate(&service, method).await;
        let path = format!("/v1/auth/otp/{operation}/{method}");
        let receipt = service.post(&path, json!({"loginId": TESTER})).await.ok();
        assert_eq!(receipt["maskedPhone"], "+1******001");
        let login = verify(&service, method, &code).await.login();
        assert_eq!((&login.session()["amr"], &login.user["phone"]), (&json!([method]), &json!(PHONE)));
    }
    assert!(service.messages().await.is_empty(), "test users get no messages");
}

#[tokio::test]
async fn a_code_completes_updates() {
    let service = service().await;
    let login = verify(&service, "email", &generate(&service, "email").await).await.login();
    let code = generate(&service, "email").await;
    let body = json!({"loginId": TESTER, "email": "tester@example.com"});
    service.post_as(&login.refresh, "/v1/auth/otp/update/email", body).await.ok();
    let user = verify(&service, "email", &code).await.login().user;
    assert_eq!((&user["email"], &user["verifiedEmail"]), (&json!("tester@example.com"), &json!(true)));

    let code = generate(&service, "sms").await;
    let body = json!({"loginId": TESTER, "phone": "+15550100002"});
    service.post_as(&login.refresh, "/v1/auth/otp/update/phone/sms", body).await.ok();
    let user = verify(&service, "sms", &code).await.login().user;
    assert_eq!((&user["phone"], &user["email"]), (&json!("+15550100002"), &json!("tester@example.com")));
}

#[tokio::test]
async fn a_code_belongs_to_its_method_and_the_last_one_counts() {
    let service = service().await;
    let first = generate(&service, "email").await;
    let second = generate(&service, "email").await;
    verify(&service, "sms", &second).await.refused(401, "E061102");
    if first != second {
        verify(&service, "email", &first).await.refused(401, "E061102");
    }
    verify(&service, "email", &second).await.ok();
    verify(&service, "email", &generate(&service, "Embedded").await).await.ok();
}

#[tokio::test]
async fn guesses_are_limited_here_too() {
    let service = service().await;
    let code = generate(&service, "email").await;
    for _ in 0..3 {
        verify(&service, "email", "wrong!").await.refused(401, "E061102");
    }
    verify(&service, "email", &code).await.refused(401, "E061103");
}

#[tokio::test]
async fn a_test_user_without_an_address_is_masked_by_its_login_id() {
    let service = service().await;
    let receipt = service.post("/v1/auth/otp/signin/email", json!({"loginId": TESTER})).await.ok();
    assert_eq!(receipt["maskedEmail"], "t***");
}

#[tokio::test]
async fn only_test_users_have_such_codes() {
    let service = service().await;
    service.manage("/v1/mgmt/user/create", json!({"loginId": "ann"})).await.ok();
    let generate = |login_id: &str, method: Value| {
        let body = json!({"loginId": login_id, "deliveryMethod": method});
        service.manage("/v1/mgmt/tests/generate/otp", body)
    };
    generate("ann", json!("email")).await.refused(400, "E011004");
    generate("nobody", json!("email")).await.refused(404, "E112102");
    for method in [json!("pigeon"), json!(3), Value::Null] {
        let answer = generate(TESTER, method).await;
        answer.refused(400, "E011003");
        answer.says("deliveryMethod");
    }
}

#[tokio::test]
async fn a_test_user_is_made_once_and_counted() {
    let service = service().await;
    let first = service.manage("/v1/mgmt/user/create/test", json!({"loginId": TESTER})).await.ok();
    let again = service.manage("/v1/mgmt/user/create", json!({"loginId": TESTER, "test": true})).await.ok();
    assert_eq!(first, again);
    assert_eq!(first["user"]["loginIds"], json!([TESTER]));
    service.settings(json!({"testUsers": 1})).await;
    let answer = service.manage("/v1/mgmt/user/create/test", json!({"loginId": "tester 8"})).await;
    answer.refused(400, "E111111");
    answer.says("[E013002] Test users limit exceeded");
}

#[tokio::test]
async fn all_test_users_are_removed_at_once_and_nobody_else() {
    let service = service().await;
    service.log_in("ann@example.com").await;
    let key = service.management_key();
    let answer = service.bear("DELETE", "/v1/mgmt/user/test/delete/all", &[key], "").await;
    assert_eq!(answer.ok(), json!({}));
    service.get_as(key, "/v1/mgmt/user?loginId=tester%207").await.refused(404, "E112102");
    service.get_as(key, "/v1/mgmt/user?loginId=ann@example.com").await.ok();
}
