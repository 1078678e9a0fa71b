//! Sign up, sign in, either, verify.

use serde_json::json;

use crate::support::Service;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn a_sign_up_sends_a_code_that_logs_in() {
    let service = Service::start().await;
    let body = json!({"loginId": ANN, "user": {"name": "Ann", "email": ANN}, "email": ANN});
    let receipt = service.post("/v1/auth/otp/signup/email", body).await.ok();
    assert_eq!(receipt, json!({"maskedEmail": "a***@example.com", "verificationAttempts": 3}));

    let message = service.messages().await.remove(0);
    assert_eq!((&message["to"], &message["purpose"]), (&json!(ANN), &json!("signUp")));
    let body = service.verify(ANN).await.ok();
    assert_eq!(body["firstSeen"], true);
    let user = &body["user"];
    assert_eq!(
        (&user["name"], &user["email"], &user["verifiedEmail"]),
        (&json!("Ann"), &json!(ANN), &json!(true))
    );
    assert_eq!((&user["status"], &user["loginIds"]), (&json!("enabled"), &json!([ANN])));
}

/// Strict clients fail over a user in which any of these is missing (protocol §5.7).
#[tokio::test]
async fn a_user_is_complete_every_time() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let refreshed = service.refresh(&login.refresh).await.ok();
    let me = service.get_as(&login.refresh, "/v1/auth/me").await.ok();
    for user in [&login.user, &refreshed["user"], &me] {
        for name in
            ["userId", "name", "givenName", "middleName", "familyName", "email", "phone", "picture", "status"]
        {
            assert!(user[name].is_string(), "{name}");
        }
        for name in ["loginIds", "roleNames", "ssoAppIds", "userTenants"] {
            assert!(user[name].is_array(), "{name}");
        }
        for name in ["OAuth", "customAttributes"] {
            assert!(user[name].is_object(), "{name}");
        }
        for name in ["verifiedEmail", "verifiedPhone", "test", "TOTP", "SAML", "SCIM", "password", "webauthn"]
        {
            assert!(user[name].is_boolean(), "{name}");
        }
        assert!(user["createdTime"].is_i64());
    }
}

#[tokio::test]
async fn every_method_starts_and_verifies_on_its_own_path() {
    let service = Service::start().await;
    for (method, login_id, masked) in [
        ("email", "bob@example.com", json!({"maskedEmail": "b***@example.com"})),
        ("sms", "+15550100001", json!({"maskedPhone": "+1******001"})),
        ("voice", "+15550100002", json!({"maskedPhone": "+1******002"})),
        ("whatsapp", "+15550100003", json!({"maskedPhone": "+1******003"})),
        ("im", "+15550100004", json!({"maskedPhone": "+1******004"})),
    ] {
        for operation in ["signup", "signin", "signup-in"] {
            let path = format!("/v1/auth/otp/{operation}/{method}");
            let receipt = service.post(&path, json!({"loginId": login_id})).await.ok();
            for (name, value) in masked.as_object().unwrap() {
                assert_eq!(&receipt[name], value, "{path}");
            }
            let body = json!({"loginId": login_id, "code": service.code().await});
            let login = service.post(&format!("/v1/auth/otp/verify/{method}"), body).await.login();
            assert_eq!(login.session()["amr"], json!([method]));
            assert_eq!(login.user["verifiedPhone"], method != "email");
        }
    }
}

#[tokio::test]
async fn clients_name_the_address_each_in_their_own_way() {
    let service = Service::start().await;
    let phone = "+15550100001";
    let ways = [
        ("sms", json!({"phone": phone})),
        ("voice", json!({"voice": phone})),
        ("whatsapp", json!({"whatsapp": phone})),
        ("whatsapp", json!({"whatsApp": phone})),
        ("sms", json!({"phone": "", "user": {"phone": phone}})),
        ("sms", json!({"phone": null, "user": {"phone": phone, "email": null}, "loginOptions": null})),
        ("sms", json!({"phone": phone, "user": [], "loginOptions": []})),
    ];
    for (index, (method, mut body)) in ways.into_iter().enumerate() {
        body["loginId"] = format!("user {index}").into();
        service.post(&format!("/v1/auth/otp/signup/{method}"), body).await.ok();
        assert_eq!(service.messages().await[index]["to"], phone);
    }
}

#[tokio::test]
async fn without_an_address_there_is_nothing_to_send() {
    let service = Service::start().await;
    let answer = service.post("/v1/auth/otp/signup/email", json!({"loginId": "ann"})).await;
    answer.refused(400, "E011003");
    answer.says("email");
    let answer = service.post("/v1/auth/otp/signup/sms", json!({"loginId": ANN})).await;
    answer.refused(400, "E011003");
    answer.says("phone");
    let answer =
        service.post("/v1/auth/otp/signup/email", json!({"loginId": "ann", "email": "not one"})).await;
    answer.refused(400, "E011003");
    assert!(service.messages().await.is_empty());
}

#[tokio::test]
async fn a_sign_up_is_no_user_until_it_is_verified() {
    let service = Service::start().await;
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.refused(400, "E062108");
    let path = format!("/v1/mgmt/user?loginId={ANN}");
    service.get_as(service.management_key(), &path).await.refused(404, "E112102");
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    service.verify(ANN).await.ok();
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.refused(400, "E062107");
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    assert_eq!(service.verify(ANN).await.ok()["firstSeen"], false);
}

#[tokio::test]
async fn login_ids_are_one_in_every_spelling_and_replies_keep_the_first() {
    let service = Service::start().await;
    let login = service.log_in("Ann@Example.com").await;
    assert_eq!(login.user["loginIds"], json!(["Ann@Example.com"]));
    service.post("/v1/auth/otp/signin/email", json!({"loginId": "ANN@example.COM"})).await.ok();
    assert_eq!(service.verify(ANN).await.login().user["userId"], login.user["userId"]);
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.refused(400, "E062107");
}

#[tokio::test]
async fn the_last_code_counts_whatever_its_purpose_or_channel() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    let first = service.code().await;
    service.post("/v1/auth/otp/signup-in/email", json!({"loginId": ANN})).await.ok();
    let answer = service.post("/v1/auth/otp/verify/email", json!({"loginId": ANN, "code": first})).await;
    answer.refused(401, "E061102");
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn a_code_is_good_once() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    service.verify(ANN).await.refused(401, "E061102");
}

#[tokio::test]
async fn a_code_is_good_for_its_login_id_and_project_only() {
    let options =
        doorcode_server::state::Options { projects: vec!["P1".into(), "P2".into()], ..Default::default() };
    let service = Service::with(options).await;
    service.log_in("bob@example.com").await;
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    service.verify("bob@example.com").await.refused(401, "E061102");
    let body = json!({"loginId": ANN, "code": service.code().await}).to_string();
    let bearer = [("authorization", "Bearer P2")];
    let answer = service.send("POST", "/v1/auth/otp/verify/email", &bearer, &body).await;
    answer.refused(400, "E062108");
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn sign_in_goes_where_the_user_is_known_to_be() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    let body =
        json!({"loginId": ANN, "email": "mallory@example.com", "user": {"email": "mallory@example.com"}});
    for operation in ["signin", "signup-in"] {
        service.post(&format!("/v1/auth/otp/{operation}/email"), body.clone()).await.ok();
        assert_eq!(service.messages().await.last().unwrap()["to"], ANN);
    }
}

#[tokio::test]
async fn an_invited_user_signs_up_at_the_address_it_was_invited_to() {
    let service = Service::start().await;
    let body = json!({"loginId": "ann", "email": ANN, "displayName": "Ann"});
    let invited = service.manage("/v1/mgmt/user/create", body).await.ok();
    assert_eq!(invited["user"]["status"], "invited");
    let details = json!({"name": "Mallory", "familyName": "Smith", "email": "mallory@example.com"});
    let body = json!({"loginId": "ann", "user": details, "email": "mallory@example.com"});
    service.post("/v1/auth/otp/signup/email", body).await.ok();
    assert_eq!(service.messages().await[0]["to"], ANN);

    let body = service.verify("ann").await.ok();
    assert_eq!(body["firstSeen"], true);
    let user = &body["user"];
    assert_eq!(user["userId"], invited["user"]["userId"]);
    assert_eq!((&user["name"], &user["familyName"]), (&json!("Ann"), &json!("Smith")));
    assert_eq!((&user["status"], &user["email"]), (&json!("enabled"), &json!(ANN)));
}

#[tokio::test]
async fn a_disabled_user_stays_out() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    service.manage("/v1/mgmt/user/update/status", json!({"loginId": ANN, "status": "disabled"})).await.ok();
    service.verify(ANN).await.refused(401, "E062108");
    for operation in ["signin", "signup-in"] {
        let answer = service.post(&format!("/v1/auth/otp/{operation}/email"), json!({"loginId": ANN})).await;
        answer.refused(401, "E062108");
    }
    service.refresh(&login.refresh).await.refused(401, "E062108");
    service.manage("/v1/mgmt/user/update/status", json!({"loginId": ANN, "status": "enabled"})).await.ok();
    service.refresh(&login.refresh).await.ok();
}

#[tokio::test]
async fn a_message_takes_its_text_from_the_project() {
    let service =
        Service::set(json!({"templates": {"email": "{{app}}: {{code}}", "other": "other {{code}}"}})).await;
    let options = json!({"templateOptions": {"app": "Acme"}});
    let body = json!({"loginId": ANN, "loginOptions": options});
    service.post("/v1/auth/otp/signup/email", body).await.ok();
    let body = json!({"loginId": ANN, "templateId": "other"});
    service.post("/v1/auth/otp/signup/email", body).await.ok();
    let messages = service.messages().await;
    assert_eq!(messages[0]["text"], format!("Acme: {}", messages[0]["code"].as_str().unwrap()));
    assert_eq!(messages[1]["text"], format!("other {}", messages[1]["code"].as_str().unwrap()));
}
