//! Refresh tokens that are replaced when they are used (service S3).

use serde_json::json;

use crate::support::{Login, Service, text};

async fn rotating() -> (Service, Login) {
    let service = Service::set(json!({"rotateRefreshTokens": true})).await;
    service.state.clock.freeze(true);
    let login = service.log_in("ann@example.com").await;
    (service, login)
}

async fn rotated(service: &Service, token: &str) -> String {
    text(&service.refresh(token).await.ok()["refreshJwt"])
}

#[tokio::test]
async fn the_previous_token_is_answered_again_for_half_a_minute() {
    let (service, login) = rotating().await;
    let first = rotated(&service, &login.refresh).await;
    assert_ne!(first, login.refresh);
    service.advance(29.999);
    let again = rotated(&service, &login.refresh).await;
    assert_eq!(crate::support::claims(&again)["gen"], 1, "re-issued, not rotated again");
    service.refresh(&first).await.ok();
}

#[tokio::test]
async fn an_older_token_ends_the_session() {
    let (service, login) = rotating().await;
    let first = rotated(&service, &login.refresh).await;
    service.advance(30.0);
    service.refresh(&login.refresh).await.refused(401, "E061005");
    service.refresh(&login.refresh).await.refused(401, "E064001");
    service.refresh(&first).await.refused(401, "E064001");
}

#[tokio::test]
async fn two_generations_back_is_too_old_at_once() {
    let (service, login) = rotating().await;
    let first = rotated(&service, &login.refresh).await;
    let second = rotated(&service, &first).await;
    service.get_as(&login.refresh, "/v1/auth/me").await.refused(401, "E061005");
    service.refresh(&second).await.refused(401, "E064001");
}

#[tokio::test]
async fn a_session_keeps_its_end() {
    let (service, login) = rotating().await;
    service.advance(3600.0);
    let next = rotated(&service, &login.refresh).await;
    assert_eq!(crate::support::claims(&next)["exp"], login.refresh()["exp"]);
}
