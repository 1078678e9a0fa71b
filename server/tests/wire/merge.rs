//! An update that meets another user (protocol §16.5 U6).

use serde_json::{Value, json};

use crate::support::{Answer, Login, Service};

const ANN: &str = "ann@example.com";
const BOB: &str = "bob@example.com";

/// Ann and Bob, both logged in; Bob has a tenant and a name.
async fn service() -> (Service, Login, Login) {
    let service = Service::start().await;
    let bob = json!({"loginId": BOB, "displayName": "Bob", "userTenants": [{"tenantId": "t1"}], "roleNames": ["r"]});
    service.seed(json!({"tenants": [{"id": "t1"}], "users": [bob]})).await;
    let (ann, bob) = (service.log_in(ANN).await, service.log_in(BOB).await);
    (service, ann, bob)
}

async fn update(service: &Service, login: &Login, options: Value) -> Answer {
    let mut body = json!({"loginId": ANN, "email": BOB});
    body.as_object_mut().unwrap().extend(options.as_object().cloned().unwrap());
    service.post_as(&login.refresh, "/v1/auth/otp/update/email", body).await
}

#[tokio::test]
async fn without_merging_it_is_a_conflict() {
    let (service, ann, _) = service().await;
    update(&service, &ann, json!({})).await.refused(400, "E062125");
    update(&service, &ann, json!({"onMergeUseExisting": true})).await.refused(400, "E062125");
}

#[tokio::test]
async fn a_conflict_that_comes_up_later_is_one_as_well() {
    let (service, ann, _) = service().await;
    let body = json!({"loginId": ANN, "email": "eve@example.com"});
    service.post_as(&ann.refresh, "/v1/auth/otp/update/email", body).await.ok();
    let code = service.code().await;
    service.manage("/v1/mgmt/user/create", json!({"loginId": "eve@example.com"})).await.ok();
    let body = json!({"loginId": ANN, "code": code});
    service.post("/v1/auth/otp/verify/email", body).await.refused(400, "E062125");
}

#[tokio::test]
async fn the_updated_user_survives_and_takes_over_what_it_lacks() {
    let (service, ann, bob) = service().await;
    update(&service, &ann, json!({"addToLoginIDs": true})).await.ok();
    let merged = service.verify(ANN).await.login();
    assert_eq!(merged.user["userId"], ann.user["userId"]);
    assert_eq!(merged.user["loginIds"], json!([ANN, BOB]));
    assert_eq!((&merged.user["name"], &merged.user["email"]), (&json!("Bob"), &json!(BOB)));
    assert_eq!((&merged.user["roleNames"], &merged.session()["dct"]), (&json!(["r"]), &json!("t1")));
    service.refresh(&bob.refresh).await.refused(401, "E064001");
    service.refresh(&ann.refresh).await.ok();
    service.post("/v1/auth/otp/signin/email", json!({"loginId": BOB})).await.ok();
    assert_eq!(service.verify(BOB).await.login().user["userId"], ann.user["userId"]);
}

#[tokio::test]
async fn or_the_existing_user_survives_and_the_session_ends() {
    let (service, ann, bob) = service().await;
    update(&service, &ann, json!({"addToLoginIDs": true, "onMergeUseExisting": true})).await.ok();
    let merged = service.verify(ANN).await.login();
    assert_eq!(merged.user["userId"], bob.user["userId"]);
    assert_eq!(merged.user["loginIds"], json!([BOB, ANN]));
    service.refresh(&ann.refresh).await.refused(401, "E064001");
    service.refresh(&bob.refresh).await.ok();
    service.refresh(&merged.refresh).await.ok();
    let found = service.manage("/v2/mgmt/user/search", json!({})).await.ok();
    assert_eq!(found["total"], 1);
}

#[tokio::test]
async fn disabled_users_and_test_users_are_not_merged_with_others() {
    let (service, ann, _) = service().await;
    service.manage("/v1/mgmt/user/update/status", json!({"loginId": BOB, "status": "disabled"})).await.ok();
    update(&service, &ann, json!({"addToLoginIDs": true})).await.refused(400, "E062125");
    service.manage("/v1/mgmt/user/delete", json!({"loginId": BOB})).await.ok();
    service.manage("/v1/mgmt/user/create/test", json!({"loginId": BOB})).await.ok();
    update(&service, &ann, json!({"addToLoginIDs": true})).await.refused(400, "E062125");
}
