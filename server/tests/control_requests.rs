//! `/_doorcode/requests`: what really arrived.

#![allow(clippy::unwrap_used)]

mod service;

use serde_json::{Value, json};
use service::{PROJECT, Service};

fn recorded(service: &Service) -> Vec<Value> {
    service.get("/_doorcode/requests").json["requests"].as_array().unwrap().clone()
}

#[test]
fn a_request_is_kept_with_its_answer() {
    let service = Service::start();
    let bearer = format!("Bearer {PROJECT}");
    let headers = [("Authorization", bearer.as_str()), ("X-Descope-SDK-Name", "doorcode")];
    let body = json!({"loginId": "ann@example.com"});
    let answer = service.send("POST", "/v1/auth/otp/signup/email?x=1", &headers, &body.to_string());

    let requests = recorded(&service);
    let request = &requests[0];
    assert_eq!(requests.len(), 1);
    assert_eq!((&request["id"], &request["method"]), (&json!(1), &json!("POST")));
    assert_eq!(request["path"], "/v1/auth/otp/signup/email");
    assert_eq!(request["query"], json!({"x": "1"}));
    assert_eq!(request["headers"]["x-descope-sdk-name"], "doorcode");
    assert_eq!(request["headers"]["authorization"], bearer);
    assert_eq!((&request["body"], &request["status"]), (&body, &json!(200)));
    assert_eq!(request["answer"], answer.json);
}

#[test]
fn refusals_unknown_paths_and_odd_bodies_are_kept_too() {
    let service = Service::start();
    service.send("POST", "/v1/auth/otp/verify/email", &[], "no json");
    service.get("/no/such/path");
    service.send("POST", "/v1/auth/otp/verify/email", &[], &"x".repeat(1024 * 1024 + 1));
    let seen: Vec<_> = recorded(&service)
        .into_iter()
        .map(|request| {
            (request["status"].clone(), request["body"].clone(), request["answer"]["errorCode"].clone())
        })
        .collect();
    assert_eq!(seen[0].1, "no json");
    assert_eq!((&seen[1].0, &seen[1].1), (&json!(404), &Value::Null));
    assert_eq!((&seen[2].0, &seen[2].2), (&json!(413), &json!("E011001")));
}

#[test]
fn the_control_plane_is_not_recorded() {
    let service = Service::start();
    service.get("/_doorcode/clock");
    service.get("/_doorcode/no-such-path");
    assert!(recorded(&service).is_empty());
}

#[test]
fn requests_can_be_forgotten_all_or_by_project() {
    let service = Service::with(&["--project", "P1", "--project", "P2"]);
    for project in ["P1", "P2"] {
        service.get(&format!("/v2/keys/{project}"));
        service.call_as(project, "/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"}));
    }
    service.get("/for/no/project");
    let count = |query: &str| {
        let answer = service.get(&format!("/_doorcode/requests{query}"));
        answer.json["requests"].as_array().unwrap().len()
    };
    assert_eq!(
        (count(""), count("?project=P1"), count("?project=P2")),
        (5, 3, 2),
        "what is for none counts for the first"
    );
    assert_eq!(service.delete("/_doorcode/requests?project=P1").status, 200);
    assert_eq!((count(""), count("?project=P1")), (2, 0));
    assert_eq!(service.delete("/_doorcode/requests").status, 200);
    assert_eq!(count(""), 0);
    service.get("/v2/keys/P1");
    assert_eq!(recorded(&service)[0]["id"], 6, "ids go on rising");
}
