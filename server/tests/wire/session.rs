//! Refresh, try refresh, log out, validate, me, history, external tokens.

use serde_json::{Value, json};

use crate::support::Service;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn a_refresh_gives_a_new_session_token_only() {
    let service = Service::start().await;
    service.state.clock.freeze(true);
    let login = service.log_in(ANN).await;
    service.advance(100.0);
    let body = service.refresh(&login.refresh).await.ok();
    assert_eq!((&body["refreshJwt"], &body["firstSeen"]), (&json!(""), &json!(false)));
    let (before, after) = (login.session(), crate::support::claims(body["sessionJwt"].as_str().unwrap()));
    assert_eq!(after["iat"].as_i64(), before["iat"].as_i64().map(|iat| iat + 100));
    assert_eq!(after["exp"].as_i64(), before["exp"].as_i64().map(|exp| exp + 100));
    for name in ["sub", "iss", "amr", "rexp", "sid"] {
        assert_eq!(after[name], before[name], "{name}");
    }
}

#[tokio::test]
async fn bodies_may_be_missing() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    for path in ["/v1/auth/refresh", "/v1/auth/try-refresh", "/v1/auth/me/tenants", "/v1/auth/logout"] {
        service.bear("POST", path, &[&login.refresh], "").await.ok();
    }
}

#[tokio::test]
async fn tokens_end_at_their_time() {
    let service = Service::set(json!({"sessionLifetime": 60, "refreshLifetime": 3600})).await;
    service.state.clock.set(1_790_000_000_000);
    service.state.clock.freeze(true);
    let login = service.log_in(ANN).await;
    let body = service.refresh(&login.refresh).await.ok();
    assert_eq!(body["sessionExpiration"], 1_790_000_060);
    assert_eq!((&body["cookieExpiration"], &body["cookieMaxAge"]), (&json!(1_790_003_600), &json!(3600)));
    service.advance(59.999);
    service.post_as(&login.session, "/v1/auth/validate", json!({})).await.ok();
    service.advance(0.001);
    service.post_as(&login.session, "/v1/auth/validate", json!({})).await.refused(401, "E061005");
    service.advance(3539.999);
    let body = service.refresh(&login.refresh).await.ok();
    assert_eq!(body["sessionExpiration"], 1_790_003_600, "no session token outlives its session");
    service.advance(0.001);
    service.refresh(&login.refresh).await.refused(401, "E061005");
}

#[tokio::test]
async fn log_out_ends_one_session_and_log_out_everywhere_all() {
    let service = Service::start().await;
    let (first, second) = (service.log_in(ANN).await, service.log_in(ANN).await);
    let third = service.log_in(ANN).await;
    let body = service.post_as(&first.refresh, "/v1/auth/logout", json!({})).await.ok();
    assert_eq!(
        body,
        json!({"sessionJwt": "", "refreshJwt": "", "cookieDomain": "", "cookiePath": "/", "cookieMaxAge": 0,
               "cookieExpiration": 0, "firstSeen": false})
    );
    let answer = service.refresh(&first.refresh).await;
    answer.refused(401, "E064001");
    answer.says("Expired due to logout");
    service.refresh(&second.refresh).await.ok();
    service.post_as(&second.refresh, "/v1/auth/logoutall", json!({})).await.ok();
    for login in [&first, &second, &third] {
        service.refresh(&login.refresh).await.refused(401, "E064001");
        service.post_as(&login.refresh, "/v1/auth/logout", json!({})).await.refused(401, "E064001");
        service.get_as(&login.refresh, "/v1/auth/me").await.refused(401, "E064001");
        service.post_as(&login.session, "/v1/auth/validate", json!({})).await.ok();
    }
}

#[tokio::test]
async fn revoking_other_sessions_leaves_the_new_one() {
    let service = Service::start().await;
    let old = service.log_in(ANN).await;
    let body = json!({"loginId": ANN, "loginOptions": {"revokeOtherSessions": true}});
    service.post("/v1/auth/otp/signin/email", body).await.ok();
    service.refresh(&old.refresh).await.ok();
    let new = service.verify(ANN).await.login();
    service.refresh(&old.refresh).await.refused(401, "E064001");
    service.refresh(&new.refresh).await.ok();
}

#[tokio::test]
async fn a_tried_refresh_never_fails_over_its_token() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let body = service.post_as(&login.refresh, "/v1/auth/try-refresh", json!({})).await.ok();
    assert!(body["sessionJwt"].as_str().is_some_and(|jwt| !jwt.is_empty()));
    service.post_as(&login.refresh, "/v1/auth/logout", json!({})).await.ok();
    for secrets in [&[login.refresh.as_str()][..], &[login.session.as_str()], &["aa.bb.cc"], &[]] {
        let body = service.bear("POST", "/v1/auth/try-refresh", secrets, "{}").await.ok();
        assert_eq!(body["sessionJwt"], "");
        assert_eq!(body.get("user"), None);
    }
}

#[tokio::test]
async fn a_session_token_is_not_a_refresh_token_nor_the_reverse() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    service.refresh(&login.session).await.refused(401, "E061005");
    service.post_as(&login.refresh, "/v1/auth/validate", json!({})).await.refused(401, "E061005");
    service.post_as("Kmanagement", "/v1/auth/validate", json!({})).await.refused(401, "E061005");
    let claims = service.post_as(&login.session, "/v1/auth/validate", json!({})).await.ok();
    assert_eq!(claims, login.session());
}

#[tokio::test]
async fn calls_for_a_user_need_a_refresh_token() {
    let service = Service::start().await;
    let paths = [
        ("POST", "/v1/auth/refresh"),
        ("GET", "/v1/auth/refresh"),
        ("POST", "/v1/auth/logout"),
        ("POST", "/v1/auth/logoutall"),
        ("GET", "/v1/auth/me"),
        ("POST", "/v1/auth/me/tenants"),
        ("GET", "/v1/auth/me/history"),
    ];
    for (method, path) in paths {
        for secrets in [&[][..], &["aa.bb.cc"], &["Kmanagement"]] {
            service.bear(method, path, secrets, "").await.refused(401, "E061005");
        }
    }
}

#[tokio::test]
async fn another_projects_token_is_no_token() {
    let options =
        doorcode_server::state::Options { projects: vec!["P1".into(), "P2".into()], ..Default::default() };
    let service = Service::with(options).await;
    let login = service.log_in(ANN).await;
    let bearer = format!("Bearer P2:{}", login.refresh);
    let answer = service.send("POST", "/v1/auth/refresh", &[("authorization", &bearer)], "{}").await;
    answer.refused(401, "E061005");
}

#[tokio::test]
async fn both_keys_of_a_bearer_are_understood() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let secrets = [login.refresh.as_str(), "Kauthmanagement"];
    service.bear("POST", "/v1/auth/refresh", &secrets, "{}").await.ok();
    let body = json!({"loginId": ANN}).to_string();
    for secrets in [&[""][..], &["Kauthmanagement"], &["aa.bb.cc"]] {
        service.bear("POST", "/v1/auth/otp/signin/email", secrets, &body).await.ok();
    }
}

#[tokio::test]
async fn history_is_an_array_newest_first() {
    let service = Service::start().await;
    service.state.clock.set(1_790_000_000_000);
    service.state.clock.freeze(true);
    service.log_in(ANN).await;
    service.advance(5.0);
    let login = service.log_in(ANN).await;
    let history = service.get_as(&login.refresh, "/v1/auth/me/history").await.ok();
    let times: Vec<&Value> = history.as_array().unwrap().iter().map(|login| &login["loginTime"]).collect();
    assert_eq!(times, [1_790_000_005, 1_790_000_000]);
    assert_eq!(
        history[0],
        json!({"userId": login.user["userId"], "loginTime": 1_790_000_005, "city": "", "country": "",
               "ip": "127.0.0.1", "selectedTenant": ""})
    );
}

#[tokio::test]
async fn a_foreign_token_is_exchanged_where_the_settings_know_it() {
    let service =
        Service::set(json!({"externalTokens": {"legacy": ANN, "stranger": "bob@example.com"}})).await;
    service.manage("/v1/mgmt/user/create", json!({"loginId": ANN})).await.ok();
    let body = service.post("/v1/auth/refresh", json!({"externalToken": "legacy"})).await.ok();
    assert_eq!((&body["firstSeen"], &body["user"]["status"]), (&json!(true), &json!("enabled")));
    service.refresh(body["refreshJwt"].as_str().unwrap()).await.ok();
    let answer = service.bear("GET", "/v1/auth/refresh?externalToken=legacy", &[], "").await.ok();
    assert_eq!(answer["user"]["email"], ANN);
    service.post("/v1/auth/refresh", json!({"externalToken": "other"})).await.refused(401, "E061005");
    service.post("/v1/auth/refresh", json!({"externalToken": "stranger"})).await.refused(400, "E062108");
}
