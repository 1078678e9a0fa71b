//! Finding users.

use serde_json::{Value, json};

use crate::support::Service;

async fn service() -> Service {
    let service = Service::start().await;
    service
        .seed(json!({
            "tenants": [{"id": "t1"}],
            "users": [
                {"loginId": "ann@example.com", "displayName": "Ann", "roleNames": ["admin"]},
                {"loginId": "bob@example.com", "userTenants": [{"tenantId": "t1", "roleNames": ["admin"]}]},
                {"loginId": "eve", "phone": "+1 555 0100003", "status": "disabled"},
                {"loginId": "tester", "test": true},
            ],
        }))
        .await;
    service
}

async fn found(service: &Service, path: &str, body: Value) -> (Vec<String>, i64) {
    let answer = service.manage(path, body).await.ok();
    let users = answer["users"].as_array().unwrap().iter();
    (
        users.map(|user| crate::support::text(&user["loginIds"][0])).collect(),
        answer["total"].as_i64().unwrap(),
    )
}

#[tokio::test]
async fn every_filter_narrows() {
    let service = service().await;
    let (ann, bob, eve, tester) = ("ann@example.com", "bob@example.com", "eve", "tester");
    let cases = [
        (json!({}), vec![ann, bob, eve]),
        (json!({"loginIds": ["ANN@example.com", "nobody"]}), vec![ann]),
        (json!({"emails": ["Bob@example.com"]}), vec![bob]),
        (json!({"phones": ["+15550100003"]}), vec![eve]),
        (json!({"tenantIds": ["t1"]}), vec![bob]),
        (json!({"roleNames": ["admin"]}), vec![ann, bob]),
        (json!({"statuses": ["disabled"]}), vec![eve]),
        (json!({"text": "ANN"}), vec![ann]),
        (json!({"roleNames": ["admin"], "tenantIds": ["t1"], "emails": []}), vec![bob]),
        (json!({"withTestUser": true}), vec![ann, bob, eve, tester]),
        (json!({"testUsersOnly": true}), vec![tester]),
        (json!({"userIds": ["nobody"]}), vec![]),
    ];
    for (body, wanted) in cases {
        let (logins, total) = found(&service, "/v2/mgmt/user/search", body.clone()).await;
        assert_eq!((logins.len() as i64, total), (wanted.len() as i64, wanted.len() as i64), "{body}");
        assert!(wanted.iter().all(|&wanted| logins.iter().any(|login| login == wanted)), "{body} {logins:?}");
    }
    assert_eq!(found(&service, "/v2/mgmt/user/search/test", json!({})).await, (vec![tester.to_owned()], 1));
}

#[tokio::test]
async fn pages_follow_each_other_and_the_total_is_of_all() {
    let service = service().await;
    let mut logins = Vec::new();
    for page in 0..3 {
        let (users, total) = found(&service, "/v2/mgmt/user/search", json!({"limit": 1, "page": page})).await;
        assert_eq!((users.len(), total), (1, 3));
        logins.extend(users);
    }
    logins.sort_unstable();
    assert_eq!(logins, ["ann@example.com", "bob@example.com", "eve"]);
    let (users, _) =
        found(&service, "/v2/mgmt/user/search", json!({"limit": 2, "page": 9_000_000_000_u64})).await;
    assert!(users.is_empty());
}
