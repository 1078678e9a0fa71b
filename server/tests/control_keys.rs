//! `/_doorcode/keys`: the published key set.

#![allow(clippy::unwrap_used)]

mod service;

use serde_json::{Value, json};
use service::{PROJECT, Service};

fn published(service: &Service) -> Vec<Value> {
    let answer = service.get("/v2/keys/P2doorcodeLocalDevelopment00");
    assert_eq!(answer.status, 200);
    answer.json["keys"].as_array().unwrap().clone()
}

fn signer(jwt: &str) -> Value {
    jsonwebtoken::decode_header(jwt).unwrap().kid.into()
}

fn refresh(service: &Service, jwt: &str) -> u16 {
    service.call_as(&format!("{PROJECT}:{jwt}"), "/v1/auth/refresh", &json!({})).status
}

#[test]
fn a_key_is_published_before_it_signs_and_after_it_signed() {
    let service = Service::start();
    let login = service.log_in("ann@example.com").json;
    let jwt = login["refreshJwt"].as_str().unwrap();
    let first = signer(jwt);

    let rotated = service.post("/_doorcode/keys/rotate", &json!({}));
    assert_eq!(rotated.status, 200);
    let kids: Vec<&Value> = rotated.json["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
    let second = signer(service.log_in("bob@example.com").json["sessionJwt"].as_str().unwrap());
    assert!(first != second && kids.contains(&&first) && kids.contains(&&second), "{kids:?}");
    assert_eq!(refresh(&service, jwt), 200);

    service.post("/_doorcode/keys/rotate", &json!({}));
    assert!(published(&service).iter().all(|key| key["kid"] != first));
    assert_eq!(refresh(&service, jwt), 401);
}

#[test]
fn published_keys_are_what_every_client_reads() {
    let service = Service::start();
    for key in published(&service) {
        assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
        assert_eq!(key["e"], "AQAB");
        assert_eq!(key["n"].as_str().unwrap().len(), 342, "2048 bits without padding");
        assert_eq!(key.as_object().unwrap().len(), 6, "nothing private");
    }
}

#[test]
fn further_keys_stand_beside_the_own_until_a_reset() {
    let service = Service::start();
    let broken = [json!({"kty": "RSA", "kid": 7}), json!("no key"), json!({})];
    let answer = service.put("/_doorcode/keys", &json!({"keys": broken}));
    assert_eq!(answer.status, 200);
    let keys = published(&service);
    assert_eq!(keys[keys.len() - 3..], broken);
    assert_eq!(keys[0]["use"], "sig");
    assert_eq!(service.post("/_doorcode/reset", &json!({})).status, 200);
    assert!(published(&service).iter().all(|key| key["use"] == "sig"));
}

#[test]
fn the_own_keys_can_be_withdrawn() {
    let service = Service::start();
    let before = published(&service)[0].clone();
    let other = json!({"kty": "RSA", "kid": "other"});
    service.put("/_doorcode/keys", &json!({"keys": [other], "replace": true}));
    assert_eq!(published(&service), [other]);
    assert_eq!(service.log_in("ann@example.com").status, 200, "they go on signing");
    service.put("/_doorcode/keys", &json!({"keys": []}));
    assert_eq!(published(&service)[0], before);
}
