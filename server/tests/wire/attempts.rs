//! How often a code may be guessed, and how often one may be asked for.

use serde_json::json;

use crate::support::{Answer, Service};

const ANN: &str = "ann@example.com";

async fn start(service: &Service) -> serde_json::Value {
    service.post("/v1/auth/otp/signup-in/email", json!({"loginId": ANN})).await.ok()
}

/// No random code has six such digits.
async fn guess(service: &Service) -> Answer {
    service.post("/v1/auth/otp/verify/email", json!({"loginId": ANN, "code": "wrong!"})).await
}

#[tokio::test]
async fn three_wrong_guesses_spend_a_code() {
    let service = Service::start().await;
    start(&service).await;
    for _ in 0..3 {
        guess(&service).await.refused(401, "E061102");
    }
    guess(&service).await.refused(401, "E061103");
    service.verify(ANN).await.refused(401, "E061103");
    start(&service).await;
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn the_number_of_guesses_is_a_setting_and_is_told() {
    let service = Service::set(json!({"verificationAttempts": 1})).await;
    assert_eq!(start(&service).await["verificationAttempts"], 1);
    guess(&service).await.refused(401, "E061102");
    service.verify(ANN).await.refused(401, "E061103");
}

#[tokio::test]
async fn a_wrong_path_is_a_wrong_guess() {
    let service = Service::start().await;
    start(&service).await;
    let body = json!({"loginId": ANN, "code": service.code().await});
    for _ in 0..3 {
        service.post("/v1/auth/otp/verify/sms", body.clone()).await.refused(401, "E061102");
    }
    service.verify(ANN).await.refused(401, "E061103");
}

#[tokio::test]
async fn a_code_dies_at_its_limit_and_lives_a_millisecond_before() {
    let service = Service::start().await;
    service.state.clock.freeze(true);
    start(&service).await;
    service.advance(179.999);
    service.verify(ANN).await.ok();
    start(&service).await;
    service.advance(180.0);
    service.verify(ANN).await.refused(401, "E061104");
}

#[tokio::test]
async fn a_hundred_failures_end_it_for_a_day() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    for round in 0..100 {
        if round % 3 == 0 {
            start(&service).await;
        }
        guess(&service).await.refused(401, "E061102");
    }
    let before = service.messages().await.len();
    assert_eq!(start(&service).await["maskedEmail"], "a***@example.com");
    assert_eq!(service.messages().await.len(), before, "nothing is sent");
    service.verify(ANN).await.refused(401, "E061103");
    service.advance(86_399.0);
    start(&service).await;
    assert_eq!(service.messages().await.len(), before);
    service.advance(2.0);
    start(&service).await;
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn a_success_and_an_administrator_fill_the_budget_again() {
    let service = Service::start().await;
    service.log_in(ANN).await;
    for round in 0..99 {
        if round % 3 == 0 {
            start(&service).await;
        }
        guess(&service).await.refused(401, "E061102");
    }
    start(&service).await;
    service.verify(ANN).await.ok();
    for _ in 0..34 {
        start(&service).await;
        for _ in 0..3 {
            guess(&service).await;
        }
    }
    guess(&service).await.refused(401, "E061103");
    service.manage("/v1/mgmt/user/update/status", json!({"loginId": ANN, "status": "enabled"})).await.ok();
    start(&service).await;
    service.verify(ANN).await.ok();
}

#[tokio::test]
async fn messages_to_one_recipient_can_be_limited() {
    let service = Service::set(json!({"sendingLimit": {"messages": 2, "seconds": 60}})).await;
    service.state.clock.freeze(true);
    start(&service).await;
    service.advance(10.0);
    start(&service).await;
    let answer = service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN.to_uppercase()})).await;
    answer.refused(429, "E130429");
    assert_eq!(answer.headers["retry-after"], "50");
    assert_eq!(service.messages().await.len(), 2, "nothing is sent");
    service.verify(ANN).await.ok();
    service.advance(50.0);
    start(&service).await;
}

#[tokio::test]
async fn nobody_to_verify_and_nothing_to_verify_are_told_apart() {
    let service = Service::start().await;
    guess(&service).await.refused(400, "E062108");
    service.log_in(ANN).await;
    guess(&service).await.refused(401, "E061102");
}
