//! The control paths that fill, change and empty a project.

use doorcode_server::state::Options;
use serde_json::{Value, json};

use crate::support::Service;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn a_seed_is_all_or_nothing() {
    let service = Service::start().await;
    let users = json!([{"loginId": "bob"}, {"loginId": "bob"}]);
    let body = json!({"tenants": [{"id": "t1"}], "users": users}).to_string();
    service.send("POST", "/_doorcode/seed", &[], &body).await.refused(400, "E062107");
    let body = json!({"tenants": [{"id": "t1"}], "settings": {"nonsense": 1}}).to_string();
    service.send("POST", "/_doorcode/seed", &[], &body).await.refused(400, "E011003");
    service.seed(json!({"tenants": [{"id": "t1"}], "users": [{"loginId": "bob"}]})).await;
}

#[tokio::test]
async fn seeded_people_have_logged_in_before_unless_they_are_invited() {
    let service = Service::start().await;
    let users = json!([
        {"loginId": ANN, "userId": "U2ann"},
        {"loginId": "bob@example.com", "status": "invited"},
        {"loginId": "eve@example.com", "registered": false},
    ]);
    let seeded = service.seed(json!({"users": users, "settings": {"codeDigits": 8}})).await;
    assert_eq!(seeded["users"][0]["userId"], "U2ann");
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.refused(400, "E062107");
    for login_id in ["bob@example.com", "eve@example.com"] {
        service.post("/v1/auth/otp/signup/email", json!({"loginId": login_id})).await.ok();
        assert_eq!(service.code().await.len(), 8);
        assert_eq!(service.verify(login_id).await.ok()["firstSeen"], true);
    }
}

#[tokio::test]
async fn seeded_access_keys_can_be_known_beforehand() {
    let service = Service::start().await;
    let keys = json!([{"name": "robot", "cleartext": "Kknown"}, {"name": "other"}]);
    let seeded = service.seed(json!({"accessKeys": keys})).await;
    assert_eq!(seeded["accessKeys"][0]["cleartext"], "Kknown");
    for key in seeded["accessKeys"].as_array().unwrap() {
        let secret = key["cleartext"].as_str().unwrap();
        let answer = service.post_as(secret, "/v1/auth/accesskey/exchange", json!({})).await.ok();
        assert_eq!(answer["keyId"], key["key"]["id"]);
    }
}

#[tokio::test]
async fn a_reset_empties_everything_but_keys_and_settings() {
    let service = Service::set(json!({"verificationAttempts": 5})).await;
    let login = service.log_in(ANN).await;
    service.control("PUT", "/codes", json!({"loginId": ANN, "code": "000000"})).await;
    let keys = format!("/v2/keys/{}", service.project());
    let before = service.send("GET", &keys, &[], "").await.ok();
    service.control("PUT", "/keys", json!({"keys": [{"kid": "odd"}]})).await;
    service.control("POST", "/reset", Value::Null).await;

    assert!(service.messages().await.is_empty());
    assert_eq!(service.control("GET", "/requests", Value::Null).await["requests"], json!([]));
    assert_eq!(service.control("GET", "/settings", Value::Null).await["verificationAttempts"], 5);
    assert_eq!(service.send("GET", &keys, &[], "").await.ok(), before);
    service.refresh(&login.refresh).await.refused(401, "E064001");
    assert_eq!(service.manage("/v2/mgmt/user/search", json!({})).await.ok()["total"], 0);
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    assert_ne!(service.code().await, "000000");
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let service = Service::start().await;
    service.seed(json!({"tenants": [{"id": "t1"}], "roles": [{"name": "r", "tenantId": "t1"}]})).await;
    let login = service.log_in(ANN).await;
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    let code = service.code().await;
    let snapshot = service.control("GET", "/snapshot", Value::Null).await;

    service.post_as(&login.refresh, "/v1/auth/logoutall", json!({})).await.ok();
    service.manage("/v1/mgmt/user/delete", json!({"loginId": ANN})).await.ok();
    service.control("PUT", "/snapshot", snapshot.clone()).await;
    assert_eq!(service.control("GET", "/snapshot", Value::Null).await, snapshot);
    service.refresh(&login.refresh).await.ok();
    let body = json!({"loginId": ANN, "code": code});
    service.post("/v1/auth/otp/verify/email", body).await.ok();
}

#[tokio::test]
async fn a_snapshot_that_fits_nothing_changes_nothing() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    for snapshot in [
        json!({"users": [{"id": "U1"}]}),
        json!({"users": [{"id": "U1", "created_at": 0, "record": "{}"}]}),
        json!({"login_ids": [{"canonical": "x", "user": "nobody"}]}),
        json!({"users": [7]}),
    ] {
        let answer = service.send("PUT", "/_doorcode/snapshot", &[], &snapshot.to_string()).await;
        answer.refused(400, "E011003");
    }
    service.refresh(&login.refresh).await.ok();
}

#[tokio::test]
async fn fixed_codes_are_used_until_they_end() {
    let service = Service::start().await;
    service
        .control("PUT", "/codes", json!({"loginId": "ANN@example.com", "code": "000042", "expiresIn": 60}))
        .await;
    for _ in 0..2 {
        service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
        assert_eq!(service.code().await, "000042");
    }
    service.verify(ANN).await.ok();
    service.advance(60.0);
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    assert_ne!(service.code().await, "000042");
    for body in [json!({}), json!({"loginId": "", "code": "1"}), json!({"loginId": "a", "code": ""})] {
        service.send("PUT", "/_doorcode/codes", &[], &body.to_string()).await.refused(400, "E011003");
    }
}

#[tokio::test]
async fn settings_are_changed_one_by_one_and_checked() {
    let service = Service::start().await;
    let usual = service.control("GET", "/settings", Value::Null).await;
    assert_eq!((&usual["codeLifetime"], &usual["verificationAttempts"]), (&json!(180), &json!(3)));
    let changed = service.control("PATCH", "/settings", json!({"codeLifetime": 60})).await;
    assert_eq!((&changed["codeLifetime"], &changed["codeDigits"]), (&json!(60), &json!(6)));
    for patch in [json!({"codeLifetime": 601}), json!({"nonsense": 1}), json!({"codeDigits": "six"})] {
        let answer = service.send("PATCH", "/_doorcode/settings", &[], &patch.to_string()).await;
        answer.refused(400, "E011003");
    }
    let back = service.control("PATCH", "/settings", json!({"codeLifetime": null})).await;
    assert_eq!(back, usual);
}

#[tokio::test]
async fn projects_know_nothing_of_each_other() {
    let service =
        Service::with(Options { projects: vec!["P1".into(), "P2".into()], ..Default::default() }).await;
    service.control("PATCH", "/settings?project=P2", json!({"codeDigits": 10})).await;
    service.control("POST", "/seed?project=P2", json!({"users": [{"loginId": ANN}]})).await;
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.refused(400, "E062108");
    service.log_in(ANN).await;
    service.control("POST", "/reset?project=P1", Value::Null).await;
    let bearer = [("authorization", "Bearer P2")];
    let body = json!({"loginId": ANN}).to_string();
    service.send("POST", "/v1/auth/otp/signin/email", &bearer, &body).await.ok();
    let messages = service.control("GET", "/messages?project=P2", Value::Null).await;
    assert_eq!(messages["messages"][0]["code"].as_str().map(str::len), Some(10));
    service.send("GET", "/_doorcode/settings?project=P3", &[], "").await.refused(400, "E011004");
}
