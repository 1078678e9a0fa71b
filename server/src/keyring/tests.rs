#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

fn kids(jwks: &Value) -> Vec<&str> {
    jwks["keys"].as_array().unwrap().iter().filter_map(|key| key["kid"].as_str()).collect()
}

#[tokio::test]
async fn the_first_token_waits_for_the_key_and_verifies() {
    let ring = KeyRing::generate();
    let jwt = ring.sign(&json!({"sub": "U2x"})).await;
    let claims = ring.verify(&jwt).await.unwrap();
    assert_eq!(claims["sub"], "U2x");
    assert_eq!(jwt.split('.').count(), 3);
}

#[tokio::test]
async fn a_changed_token_is_refused_whatever_was_changed() {
    let ring = KeyRing::generate();
    let jwt = ring.sign(&json!({"sub": "U2x"})).await;
    let parts: Vec<&str> = jwt.split('.').collect();
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let kid = ring.active().await.kid().to_owned();
    let with_header = |header: Value| format!("{}.{}.{}", encode(&header.to_string()), parts[1], parts[2]);
    for changed in [
        format!("{}.{}.{}", parts[0], encode(r#"{"sub":"U2y"}"#), parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{jwt}AA"),
        format!("{jwt}="),
        format!("{jwt}."),
        format!("{}.{}", parts[0], parts[1]),
        with_header(json!({"alg": "none", "kid": kid})),
        with_header(json!({"alg": "RS256"})),
        with_header(json!({"alg": "RS256", "kid": "another"})),
        String::new(),
    ] {
        assert_eq!(ring.verify(&changed).await, None, "{changed}");
    }
}

#[tokio::test]
async fn a_key_is_next_then_active_then_retiring_then_gone() {
    let ring = KeyRing::generate();
    let jwt = ring.sign(&json!({})).await;
    let (first, second) = (ring.active().await, ring.next().await);
    assert_eq!(kids(&ring.jwks().await), [first.kid(), second.kid()], "published before use");

    ring.rotate().await;
    assert_eq!(ring.active().await.kid(), second.kid());
    assert!(ring.verify(&jwt).await.is_some(), "what the retiring key signed is still good");
    assert!(kids(&ring.jwks().await).contains(&first.kid()), "published after last use");

    ring.rotate().await;
    assert!(ring.verify(&jwt).await.is_none());
    assert!(!kids(&ring.jwks().await).contains(&first.kid()));
}

#[tokio::test]
async fn rotations_at_the_same_time_take_turns() {
    let ring = KeyRing::generate();
    let (first, second) = (ring.active().await, ring.next().await);
    tokio::join!(ring.rotate(), ring.rotate());
    let active = ring.active().await;
    assert!(active.kid() != first.kid() && active.kid() != second.kid());
    assert_eq!(ring.ring().retiring.unwrap().kid(), second.kid());
}

#[tokio::test]
async fn extra_keys_are_published_as_given_until_taken_back() {
    let ring = KeyRing::generate();
    ring.next().await;
    let own = ring.jwks().await;
    let broken = json!({"kty": "RSA", "n": 5});
    ring.publish(vec![broken.clone()]);
    assert_eq!(ring.jwks().await["keys"][2], broken);
    ring.publish_instead(vec![broken.clone()]);
    assert_eq!(ring.jwks().await, json!({"keys": [broken]}));
    ring.unpublish_extra();
    assert_eq!(ring.jwks().await, own);
}

#[tokio::test]
async fn a_saved_ring_comes_back_whole() {
    let ring = KeyRing::generate();
    ring.next().await;
    ring.rotate().await;
    let jwt = ring.sign(&json!({"sub": "U2x"})).await;
    let text = serde_json::to_string(&ring.saved().await).unwrap();
    let again = KeyRing::load(serde_json::from_str(&text).unwrap());
    assert!(again.verify(&jwt).await.is_some());
    assert_eq!(again.jwks().await, ring.jwks().await);
}

#[tokio::test]
async fn a_damaged_key_is_an_error_when_it_is_read() {
    let mut saved = serde_json::to_value(KeyRing::generate().saved().await).unwrap();
    saved["active"] = json!("AAAA");
    assert!(serde_json::from_value::<SavedKeys>(saved).is_err());
}
