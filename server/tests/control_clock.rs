//! `/_doorcode/clock`: the service's time.

#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod service;

use serde_json::{Value, json};
use service::Service;

const NOW: f64 = 1_790_000_000.0;

fn change(service: &Service, change: Value) -> Value {
    let answer = service.post("/_doorcode/clock", &change);
    assert_eq!(answer.status, 200, "{change} {answer:?}");
    answer.json
}

#[test]
fn time_stands_jumps_and_moves() {
    let service = Service::start();
    let status = change(&service, json!({"now": NOW, "freeze": true}));
    assert_eq!((&status["now"], &status["frozen"]), (&json!(1_790_000_000), &json!(true)));
    assert_eq!(change(&service, json!({"advance": 0.25}))["now"], 1_790_000_000.25);
    assert_eq!(change(&service, json!({"advance": -1}))["now"], 1_789_999_999.25);
    assert_eq!(service.get("/_doorcode/clock").json["now"], 1_789_999_999.25);
    let status = change(&service, json!({"reset": true}));
    assert_eq!((&status["offset"], &status["frozen"]), (&json!(0), &json!(false)));
}

#[test]
fn a_running_clock_keeps_its_distance() {
    let service = Service::start();
    assert_eq!(change(&service, json!({"advance": 3600}))["offset"], 3600);
    assert_eq!(change(&service, json!({"advance": 3600}))["offset"], 7200);
}

#[test]
fn a_code_is_good_to_the_millisecond_and_no_longer() {
    let service = Service::start();
    for (wait, status, error) in [(179.999, 200, Value::Null), (180.0, 401, json!("E061104"))] {
        change(&service, json!({"now": NOW, "freeze": true}));
        let body = json!({"loginId": "ann@example.com"});
        assert_eq!(service.call("/v1/auth/otp/signup-in/email", &body).status, 200);
        let code = service.code("ann@example.com");
        change(&service, json!({"advance": wait}));
        let body = json!({"loginId": "ann@example.com", "code": code});
        let answer = service.call("/v1/auth/otp/verify/email", &body);
        assert_eq!((answer.status, &answer.json["errorCode"]), (status, &error), "{wait}");
    }
}

#[test]
fn tokens_and_recorded_requests_carry_the_services_time() {
    let service = Service::start();
    change(&service, json!({"now": NOW, "freeze": true}));
    let answer = service.log_in("ann@example.com");
    assert_eq!(answer.json["sessionExpiration"], 1_790_000_600);
    assert_eq!(answer.json["user"]["createdTime"], 1_790_000_000);
    let requests = service.get("/_doorcode/requests").json;
    assert_eq!(requests["requests"][0]["at"], 1_790_000_000);
}

#[test]
fn times_beyond_the_calendar_stop_at_its_ends() {
    let service = Service::start();
    change(&service, json!({"freeze": true}));
    assert_eq!(change(&service, json!({"advance": 1e300}))["now"], 253_402_300_799.999);
    assert_eq!(change(&service, json!({"advance": -1e300}))["now"], 0);
    assert_eq!(service.call("/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"})).status, 200);
}
