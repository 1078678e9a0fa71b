//! Users, as a project's backend sees them.

use serde_json::{Value, json};

use crate::support::Service;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn a_made_user_is_invited_and_its_login_id_is_its_address() {
    let service = Service::start().await;
    let user = &service.manage("/v1/mgmt/user/create", json!({"loginId": ANN})).await.ok()["user"];
    assert_eq!(
        (&user["status"], &user["email"], &user["verifiedEmail"]),
        (&json!("invited"), &json!(ANN), &json!(true))
    );
    let body = json!({"loginId": "+15550100001"});
    let user = &service.manage("/v1/mgmt/user/create", body).await.ok()["user"];
    assert_eq!((&user["phone"], &user["verifiedPhone"]), (&json!("+15550100001"), &json!(true)));
}

/// Each client sends it in its own way (protocol §9.1).
#[tokio::test]
async fn every_spelling_of_a_user_is_understood() {
    let service = Service::start().await;
    let bodies = [
        json!({"loginId": "a", "displayName": "Ann", "phone": "+15550100001", "additionalLoginIds": ["a2"],
               "ssoAppIDs": ["app"], "email": null, "customAttributes": null, "test": false, "invite": false}),
        json!({"identifier": "b", "name": "Ann", "phoneNumber": "+15550100001", "additionalIdentifiers": ["b2"],
               "ssoAppIds": ["app"], "email": "", "roleNames": null, "userTenants": null, "picture": ""}),
    ];
    for body in bodies {
        let user = &service.manage("/v1/mgmt/user/create", body).await.ok()["user"];
        assert_eq!((&user["name"], &user["phone"]), (&json!("Ann"), &json!("+15550100001")));
        assert_eq!((&user["loginIds"].as_array().unwrap().len(), &user["ssoAppIds"]), (&2, &json!(["app"])));
    }
}

#[tokio::test]
async fn a_login_id_is_taken_once() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    for body in
        [json!({"loginId": "Ann@Example.com"}), json!({"loginId": "ann", "additionalLoginIds": [ANN]})]
    {
        service.manage("/v1/mgmt/user/create", body).await.refused(400, "E062107");
    }
    let found = service.manage("/v2/mgmt/user/search", json!({})).await.ok();
    assert_eq!(found["total"], 1, "half a user is none");
}

#[tokio::test]
async fn a_made_user_ends_the_sign_up_that_waits_for_its_login_id() {
    let service = Service::start().await;
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    service.manage("/v1/mgmt/user/create", json!({"loginId": ANN})).await.ok();
    service.verify(ANN).await.refused(401, "E061102");
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn a_user_is_found_by_login_id_and_by_id() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let id = login.user["userId"].as_str().unwrap();
    let key = service.management_key();
    for query in [
        format!("loginId={ANN}"),
        format!("userId={id}"),
        format!("loginId={ANN}&userId="),
        format!("loginId=&userId={id}"),
        format!("identifier={ANN}"),
        format!("loginId={id}"),
    ] {
        let answer = service.get_as(key, &format!("/v1/mgmt/user?{query}")).await.ok();
        assert_eq!(answer["user"]["userId"], id, "{query}");
    }
    service.get_as(key, "/v1/mgmt/user?loginId=bob").await.refused(404, "E112102");
    service.get_as(key, "/v1/mgmt/user?userId=ann@example.com").await.refused(404, "E112102");
    service.get_as(key, "/v1/mgmt/user").await.refused(400, "E011003");
}

#[tokio::test]
async fn update_replaces_and_patch_does_not() {
    let service = Service::start().await;
    let body = json!({"loginId": ANN, "displayName": "Ann", "givenName": "A", "customAttributes": {"a": 1}});
    service.manage("/v1/mgmt/user/create", body).await.ok();
    let body = json!({"loginId": ANN, "familyName": "Smith", "customAttributes": {"b": 2}}).to_string();
    let key = service.management_key();
    let user = &service.bear("PATCH", "/v1/mgmt/user/patch", &[key], &body).await.ok()["user"];
    assert_eq!((&user["name"], &user["familyName"]), (&json!("Ann"), &json!("Smith")));
    assert_eq!(user["customAttributes"], json!({"a": 1, "b": 2}));
    let body = json!({"loginId": ANN, "displayName": "Anna", "email": ANN});
    let user = &service.manage("/v1/mgmt/user/update", body).await.ok()["user"];
    assert_eq!((&user["name"], &user["familyName"]), (&json!("Anna"), &json!("")));
    assert_eq!((&user["customAttributes"], &user["verifiedEmail"]), (&json!({}), &json!(true)));
    assert_eq!(user["loginIds"], json!([ANN]));
}

#[tokio::test]
async fn login_ids_are_renamed_and_dropped_but_never_the_last() {
    let service = Service::start().await;
    service.manage("/v1/mgmt/user/create", json!({"loginId": ANN, "additionalLoginIds": ["ann"]})).await.ok();
    service.manage("/v1/mgmt/user/create", json!({"loginId": "bob"})).await.ok();
    let rename = |old: &str, new: Value| {
        let body = json!({"loginId": old, "newLoginId": new});
        service.manage("/v1/mgmt/user/update/loginid", body)
    };
    assert_eq!(rename("ann", json!("anna")).await.ok()["user"]["loginIds"], json!([ANN, "anna"]));
    rename("anna", json!("bob")).await.refused(400, "E111127");
    assert_eq!(rename("anna", Value::Null).await.ok()["user"]["loginIds"], json!([ANN]));
    rename(ANN, json!("")).await.refused(400, "E011003");
    rename("nobody", json!("x")).await.refused(404, "E112102");
}

#[tokio::test]
async fn a_status_is_one_of_three() {
    let service = Service::start().await;
    service.manage("/v1/mgmt/user/create", json!({"loginId": ANN})).await.ok();
    for status in ["enabled", "disabled", "invited"] {
        let body = json!({"loginId": ANN, "status": status});
        let answer = service.manage("/v1/mgmt/user/update/status", body).await.ok();
        assert_eq!(answer["user"]["status"], status);
    }
    for status in [json!("expired"), json!(""), json!(1)] {
        let body = json!({"loginId": ANN, "status": status});
        service.manage("/v1/mgmt/user/update/status", body).await.refused(400, "E011003");
    }
}

#[tokio::test]
async fn a_deleted_user_is_gone_with_its_sessions() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let body = json!({"loginId": "", "userId": login.user["userId"]});
    assert_eq!(service.manage("/v1/mgmt/user/delete", body.clone()).await.ok(), json!({}));
    service.manage("/v1/mgmt/user/delete", body).await.refused(404, "E112102");
    service.refresh(&login.refresh).await.refused(401, "E064001");
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.refused(400, "E062108");
    assert_ne!(service.log_in(ANN).await.user["userId"], login.user["userId"]);
}

#[tokio::test]
async fn management_can_log_a_user_out() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    assert_eq!(service.manage("/v1/mgmt/user/logout", json!({"loginId": ANN})).await.ok(), json!({}));
    service.refresh(&login.refresh).await.refused(401, "E064001");
}

#[tokio::test]
async fn the_license_handshake_is_answered() {
    let service = Service::start().await;
    let answer = service.get_as(service.management_key(), "/v1/mgmt/license").await.ok();
    assert_eq!(answer, json!({"rateLimitTier": "tier1"}));
}

#[tokio::test]
async fn every_management_path_asks_for_the_key() {
    let service = Service::start().await;
    let paths = [
        ("POST", "/v1/mgmt/user/create"),
        ("POST", "/v1/mgmt/user/create/test"),
        ("POST", "/v1/mgmt/user/update"),
        ("PATCH", "/v1/mgmt/user/patch"),
        ("POST", "/v1/mgmt/user/delete"),
        ("POST", "/v1/mgmt/user/logout"),
        ("POST", "/v1/mgmt/user/update/loginid"),
        ("POST", "/v1/mgmt/user/update/status"),
        ("POST", "/v1/mgmt/user/update/tenant/add"),
        ("DELETE", "/v1/mgmt/user/test/delete/all"),
        ("GET", "/v1/mgmt/user"),
        ("POST", "/v2/mgmt/user/search"),
        ("POST", "/v2/mgmt/user/search/test"),
        ("POST", "/v1/mgmt/tests/generate/otp"),
        ("POST", "/v1/mgmt/tenant/create"),
        ("POST", "/v1/mgmt/accesskey/create"),
        ("GET", "/v1/mgmt/license"),
    ];
    for (method, path) in paths {
        for secrets in [&[][..], &["Kwrong"], &["aa.bb.cc"]] {
            service.bear(method, path, secrets, "{}").await.refused(401, "E111119");
        }
    }
}
