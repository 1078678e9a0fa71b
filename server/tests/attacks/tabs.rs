//! The tabs of a browser refresh at the same time, round after round (service S3).

use serde_json::{Value, json};

use crate::connection::Connection;
use crate::crowd::crowd;
use crate::service::Service;

const TABS: usize = 16;
const ROUNDS: u64 = 50;

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The generation a refresh token belongs to.
fn generation(token: &str) -> u64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<Value>(&claims).unwrap()["gen"].as_u64().unwrap()
}

/// A service that rotates, at an instant that does not pass: the half minute of grace is another test's matter.
fn rotating() -> Service {
    let service = Service::start();
    let settings = json!({"rotateRefreshTokens": true}).to_string();
    assert_eq!(service.send("PATCH", "/_doorcode/settings", &[], &settings).status, 200);
    assert_eq!(service.post("/_doorcode/clock", &json!({"freeze": true})).status, 200);
    service
}

#[test]
fn every_round_of_16_refreshes_is_one_rotation() {
    let service = rotating();
    let first = text(&service.log_in("ann@example.com").json["refreshJwt"]);
    let tabs = crowd(&service, TABS, |_, connection, gate| {
        let mut tokens = vec![first.clone()];
        for _ in 0..ROUNDS {
            gate.wait();
            let token = tokens.last().unwrap();
            let refreshed = connection.call_as(token, "/v1/auth/refresh", &json!({})).ok();
            tokens.push(text(&refreshed["refreshJwt"]));
        }
        tokens
    });
    for tokens in &tabs {
        let generations: Vec<u64> = tokens.iter().map(|token| generation(token)).collect();
        assert_eq!(generations, (0..=ROUNDS).collect::<Vec<_>>());
    }
    let session = service.get("/_doorcode/snapshot").json["sessions"][0].clone();
    assert_eq!(session["generation"], ROUNDS, "one rotation per round");

    let mut connection = Connection::open(&service);
    for tokens in &tabs {
        let [.., previous, newest] = tokens.as_slice() else { panic!("two tokens at least") };
        for token in [newest, previous] {
            connection.call_as(token, "/v1/auth/me/tenants", &json!({"dct": false})).ok();
        }
    }
    let [.., older, _, newest] = tabs[0].as_slice() else { panic!("three tokens at least") };
    connection.call_as(older, "/v1/auth/refresh", &json!({})).refused(401, "E061005");
    for tokens in &tabs {
        connection.call_as(tokens.last().unwrap(), "/v1/auth/refresh", &json!({})).refused(401, "E064001");
    }
    connection.call_as(newest, "/v1/auth/refresh", &json!({})).refused(401, "E064001");
}
