//! Keys of machines.

use serde_json::{Value, json};

use crate::support::{Answer, Service, claims, text};

async fn create(service: &Service, mut body: Value) -> (String, Value) {
    body["name"] = "robot".into();
    let answer = service.manage("/v1/mgmt/accesskey/create", body).await.ok();
    (text(&answer["cleartext"]), answer["key"].clone())
}

async fn exchange(service: &Service, secrets: &[&str], body: Value) -> Answer {
    service.bear("POST", "/v1/auth/accesskey/exchange", secrets, &body.to_string()).await
}

fn token(answer: Answer) -> Value {
    claims(&text(&answer.ok()["sessionJwt"]))
}

#[tokio::test]
async fn a_key_is_exchanged_for_ten_minutes() {
    let service = Service::start().await;
    service.seed(json!({"roles": [{"name": "reader", "permissions": ["read"]}]})).await;
    let (secret, key) =
        create(&service, json!({"roleNames": ["reader"], "customClaims": {"k1": "v1"}})).await;
    let answer =
        exchange(&service, &[&secret], json!({"loginOptions": {"customClaims": {"k2": "v2"}}})).await.ok();
    assert_eq!(answer["keyId"], key["id"]);
    let claims = claims(&text(&answer["sessionJwt"]));
    assert_eq!((&claims["sub"], &claims["drn"]), (&key["id"], &json!("DS")));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
    assert_eq!(answer["expiration"], claims["exp"]);
    assert_eq!((&claims["k1"], &claims["nsec"]), (&json!("v1"), &json!({"k2": "v2"})));
    assert_eq!((&claims["roles"], &claims["permissions"]), (&json!(["reader"]), &json!(["read"])));
    service.post_as(&text(&answer["sessionJwt"]), "/v1/auth/validate", json!({})).await.ok();
}

#[tokio::test]
async fn bodies_and_bearers_differ_by_client() {
    let service = Service::start().await;
    let (secret, _) = create(&service, json!({"expireTime": 0, "keyTenants": null, "description": ""})).await;
    for body in [json!({}), json!({"loginOptions": null}), json!({"loginOptions": {}, "audience": null})] {
        exchange(&service, &[&secret, "Kauthmanagement"], body).await.ok();
    }
    service.bear("POST", "/v1/auth/accesskey/exchange", &[&secret], "").await.ok();
}

#[tokio::test]
async fn keys_that_are_none() {
    let service = Service::start().await;
    exchange(&service, &[], json!({})).await.refused(401, "E062802");
    exchange(&service, &[""], json!({})).await.refused(401, "E062802");
    exchange(&service, &["Kwrong"], json!({})).await.refused(401, "E062803");
    exchange(&service, &["aa.bb.cc"], json!({})).await.refused(401, "E062803");
}

#[tokio::test]
async fn a_key_expires() {
    let service = Service::start().await;
    service.state.clock.set(1_790_000_000_000);
    service.state.clock.freeze(true);
    let (secret, key) = create(&service, json!({"expireTime": 1_790_000_060})).await;
    assert_eq!(key["expireTime"], 1_790_000_060);
    assert_eq!(token(exchange(&service, &[&secret], json!({})).await)["exp"], 1_790_000_060);
    service.advance(60.0);
    exchange(&service, &[&secret], json!({})).await.refused(401, "E062803");
}

#[tokio::test]
async fn custom_claims_cannot_stand_in_for_real_ones() {
    let service = Service::start().await;
    let wishes = json!({"sub": "root", "iss": "x", "exp": 9e9, "drn": "DSR", "tenants": {"t": {}}, "su": true, "dct": "t"});
    let (secret, key) = create(&service, json!({"customClaims": wishes})).await;
    let claims = token(exchange(&service, &[&secret], json!({})).await);
    assert_eq!((&claims["sub"], &claims["iss"]), (&key["id"], &json!(service.project())));
    assert_eq!((&claims["drn"], &claims["tenants"]), (&json!("DS"), &json!({})));
    assert_eq!((claims.get("su"), claims.get("dct")), (None, None));
}

#[tokio::test]
async fn a_tenant_is_selected_among_the_keys_own() {
    let service = Service::start().await;
    service.seed(json!({"tenants": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}]})).await;
    let tenants = json!([{"tenantId": "t1", "roleNames": ["r"]}, {"tenantId": "t2"}]);
    let (secret, key) = create(&service, json!({"keyTenants": tenants})).await;
    assert_eq!(key["keyTenants"][0], json!({"tenantId": "t1", "roleNames": ["r"]}));
    assert_eq!(token(exchange(&service, &[&secret], json!({})).await).get("dct"), None);
    let select = |tenant: &str| json!({"loginOptions": {"selectedTenant": tenant}});
    assert_eq!(token(exchange(&service, &[&secret], select("t2")).await)["dct"], "t2");
    exchange(&service, &[&secret], select("t3")).await.refused(400, "E011004");
    let body = json!({"name": "robot", "keyTenants": [{"tenantId": "t9"}]});
    service.manage("/v1/mgmt/accesskey/create", body).await.refused(400, "E011004");
}

#[tokio::test]
async fn a_bound_key_does_what_its_user_may() {
    let service = Service::start().await;
    let user = json!({"loginId": "ann", "roleNames": ["boss"]});
    let seeded = service.seed(json!({"users": [user]})).await;
    let id = &seeded["users"][0]["userId"];
    let (secret, key) = create(&service, json!({"userId": id, "roleNames": ["reader"]})).await;
    assert_eq!(&key["boundUserId"], id);
    let claims = token(exchange(&service, &[&secret], json!({})).await);
    assert_eq!((&claims["sub"], &claims["roles"]), (&key["id"], &json!(["boss"])));
    service.manage("/v1/mgmt/user/update/status", json!({"loginId": "ann", "status": "disabled"})).await.ok();
    exchange(&service, &[&secret], json!({})).await.refused(401, "E062108");
    service.manage("/v1/mgmt/user/delete", json!({"loginId": "ann"})).await.ok();
    exchange(&service, &[&secret], json!({})).await.refused(401, "E062803");
    let body = json!({"name": "robot", "userId": "nobody"});
    service.manage("/v1/mgmt/accesskey/create", body).await.refused(404, "E112102");
}
