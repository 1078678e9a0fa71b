//! Tenants, roles and permissions, in replies and in tokens.

use serde_json::{Value, json};

use crate::support::{Login, Service, claims, text};

const ANN: &str = "ann@example.com";

/// Ann belongs to two tenants, Bob to one.
async fn service() -> Service {
    let service = Service::start().await;
    service
        .seed(json!({
            "tenants": [{"id": "t1", "name": "One", "customAttributes": {"plan": "pro"}}, {"id": "t2"}],
            "roles": [
                {"name": "admin", "permissions": ["write", "read"]},
                {"name": "admin", "permissions": ["delete"], "tenantId": "t2"},
            ],
            "users": [
                {"loginId": ANN, "roleNames": ["admin"],
                 "userTenants": [{"tenantId": "t1", "roleNames": ["admin"]}, {"tenantId": "t2", "roleNames": ["admin"]}]},
                {"loginId": "bob@example.com", "userTenants": [{"tenantId": "t1"}]},
            ],
        }))
        .await;
    service
}

async fn select(service: &Service, token: &str, body: Value) -> crate::support::Answer {
    service.post_as(token, "/v1/auth/tenant/select", body).await
}

#[tokio::test]
async fn tokens_and_users_say_what_somebody_may_do_where() {
    let service = service().await;
    let login = service.log_in(ANN).await;
    for claims in [login.session(), login.refresh()] {
        assert_eq!(claims["roles"], json!(["admin"]));
        assert_eq!(claims["permissions"], json!(["read", "write"]));
        assert_eq!(
            claims["tenants"],
            json!({"t1": {"roles": ["admin"], "permissions": ["read", "write"]},
                   "t2": {"roles": ["admin"], "permissions": ["delete"]}})
        );
        assert_eq!(claims.get("dct"), None, "nobody has chosen");
    }
    assert_eq!(
        login.user["userTenants"][0],
        json!({"tenantId": "t1", "tenantName": "One", "roleNames": ["admin"], "permissions": ["read", "write"]})
    );
    assert_eq!(login.user["roleNames"], json!(["admin"]));
}

#[tokio::test]
async fn the_only_tenant_is_selected_by_itself() {
    let service = service().await;
    assert_eq!(service.log_in("bob@example.com").await.session()["dct"], "t1");
    let nobody = service.log_in("eve@example.com").await.session();
    assert_eq!((&nobody["tenants"], nobody.get("dct")), (&json!({}), None));
}

#[tokio::test]
async fn a_selected_tenant_stays_with_the_session() {
    let service = service().await;
    let login = service.log_in(ANN).await;
    let selected = select(&service, &login.refresh, json!({"tenant": "t2"})).await.login();
    for claims in [selected.session(), selected.refresh()] {
        assert_eq!(claims["dct"], "t2");
        assert!(claims["tenants"]["t2"].is_object());
    }
    for token in [&login.refresh, &selected.refresh] {
        let body = service.refresh(token).await.ok();
        assert_eq!(claims(&text(&body["sessionJwt"]))["dct"], "t2", "old and new token alike");
    }
    assert_eq!(service.log_in(ANN).await.session().get("dct"), None, "another session is not concerned");
    select(&service, &login.refresh, json!({"tenantId": "t1"})).await.ok();
}

#[tokio::test]
async fn only_ones_own_tenants_can_be_selected() {
    let service = service().await;
    let bob = service.log_in("bob@example.com").await;
    for tenant in ["t2", "t3"] {
        select(&service, &bob.refresh, json!({"tenant": tenant})).await.refused(400, "E011004");
    }
    let answer = select(&service, &bob.refresh, json!({})).await;
    answer.refused(400, "E011003");
    answer.says("The tenant field is required");
}

async fn mine(service: &Service, login: &Login, body: Value) -> crate::support::Answer {
    service.post_as(&login.refresh, "/v1/auth/me/tenants", body).await
}

#[tokio::test]
async fn my_tenants_are_all_the_selected_or_the_listed_ones() {
    let service = service().await;
    let login = service.log_in(ANN).await;
    let ids = |body: Value| -> Vec<String> {
        body["tenants"].as_array().unwrap().iter().map(|tenant| text(&tenant["id"])).collect()
    };
    assert_eq!(ids(mine(&service, &login, json!({"dct": false, "ids": null})).await.ok()), ["t1", "t2"]);
    assert_eq!(ids(mine(&service, &login, json!({"ids": ["t2", "t3"]})).await.ok()), ["t2"]);
    mine(&service, &login, json!({"dct": true})).await.refused(400, "E011004");
    mine(&service, &login, json!({"dct": true, "ids": ["t1"]})).await.refused(400, "E011004");
    select(&service, &login.refresh, json!({"tenant": "t1"})).await.ok();
    let body = mine(&service, &login, json!({"dct": true, "ids": []})).await.ok();
    assert_eq!(body, json!({"tenants": [{"id": "t1", "name": "One", "customAttributes": {"plan": "pro"}}]}));
}

#[tokio::test]
async fn a_login_can_name_its_tenant() {
    let service = service().await;
    let body = json!({"loginId": ANN, "loginOptions": {"tenantId": "t2"}});
    service.post("/v1/auth/otp/signin/email", body).await.ok();
    assert_eq!(service.verify(ANN).await.login().session()["dct"], "t2");
}

#[tokio::test]
async fn management_makes_tenants_and_members() {
    let service = service().await;
    let made = service.manage("/v1/mgmt/tenant/create", json!({"name": "Three"})).await.ok();
    let id = text(&made["id"]);
    let named = service.manage("/v1/mgmt/tenant/create", json!({"id": "t4", "name": "Four"})).await.ok();
    assert_eq!(named, json!({"id": "t4"}));
    service
        .manage("/v1/mgmt/tenant/create", json!({"id": "t4", "name": "Four"}))
        .await
        .refused(400, "E011004");
    service.manage("/v1/mgmt/tenant/create", json!({"id": "t5"})).await.refused(400, "E011003");
    let body = json!({"loginId": "bob@example.com", "tenantId": id});
    let user = service.manage("/v1/mgmt/user/update/tenant/add", body).await.ok();
    assert_eq!(user["user"]["userTenants"].as_array().map(Vec::len), Some(2));
    let body = json!({"loginId": "bob@example.com", "tenantId": "t9"});
    service.manage("/v1/mgmt/user/update/tenant/add", body).await.refused(400, "E011004");
}
