//! What tokens are made of (protocol §10), and that others can check them.

use doorcode_server::state::Options;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value, json};

use crate::support::Service;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn both_tokens_are_signed_with_the_published_key() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    let keys = service.send("GET", &format!("/v2/keys/{}", service.project()), &[], "").await.ok();
    for key in keys["keys"].as_array().unwrap() {
        let fixed = ["kty", "alg", "use", "e"].map(|name| key[name].as_str().unwrap());
        assert_eq!(fixed, ["RSA", "RS256", "sig", "AQAB"]);
    }
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    for jwt in [&login.session, &login.refresh] {
        let header = decode_header(jwt).unwrap();
        assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::RS256, Some("JWT")));
        let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[service.project()]);
        decode::<Map<String, Value>>(jwt, &key, &rules).unwrap();
    }
}

#[tokio::test]
async fn claims_are_those_that_clients_look_for() {
    let service = Service::start().await;
    service.state.clock.set(1_790_000_000_999);
    service.state.clock.freeze(true);
    let login = service.log_in(ANN).await;
    let (session, refresh) = (login.session(), login.refresh());
    assert_eq!(
        session,
        json!({"drn": "DS", "sub": login.user["userId"], "iss": service.project(), "iat": 1_790_000_000,
               "exp": 1_790_000_600, "rexp": "2026-10-19T14:13:20Z", "amr": ["email"], "sid": session["sid"],
               "roles": [], "permissions": [], "tenants": {}})
    );
    assert_eq!(
        refresh,
        json!({"drn": "DSR", "sub": login.user["userId"], "iss": service.project(), "iat": 1_790_000_000,
               "exp": 1_792_419_200, "rexp": "2026-10-19T14:13:20Z", "amr": ["email"], "sid": session["sid"],
               "roles": [], "permissions": [], "tenants": {}, "gen": 0})
    );
}

#[tokio::test]
async fn an_audience_stands_in_both_tokens_where_it_is_set() {
    let service = Service::start().await;
    for audience in [json!("app"), json!(["app", service.project()])] {
        service.settings(json!({"audience": audience})).await;
        let login = service.log_in(ANN).await;
        assert_eq!((&login.session()["aud"], &login.refresh()["aud"]), (&audience, &audience));
    }
}

#[tokio::test]
async fn tokens_outlive_one_rotation_of_the_key_and_not_two() {
    let service = Service::start().await;
    let login = service.log_in(ANN).await;
    service.control("POST", "/keys/rotate", Value::Null).await;
    service.refresh(&login.refresh).await.ok();
    service.control("POST", "/keys/rotate", Value::Null).await;
    service.refresh(&login.refresh).await.refused(401, "E061005");
}

#[tokio::test]
async fn each_project_signs_with_its_own_key() {
    let service =
        Service::with(Options { projects: vec!["P1".into(), "P2".into()], ..Default::default() }).await;
    let kid = async |project: &str| {
        service.send("GET", &format!("/v2/keys/{project}"), &[], "").await.ok()["keys"][0]["kid"].clone()
    };
    assert_ne!(kid("P1").await, kid("P2").await);
}
