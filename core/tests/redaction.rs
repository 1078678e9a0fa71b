//! Secrets are planted everywhere, the service echoes them in every way it can, and then everything that can be
//! printed is searched for them (security T4).
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/calls.rs"]
mod calls;
#[path = "support/scene.rs"]
mod scene;

use std::error::Error as StdError;
use std::fmt::Debug;

use calls::{Arguments, OPERATIONS, REFRESHES};
use doorcode::{
    Client, Config, CookieOptions, DeliveryMethod, Error, RequestOptions, VerifyOptions, tokens_from_headers,
};
use scene::{ANN, Lines, Scene};
use serde_json::{Value, json};

/// Everything that was printed, and what must not be in it.
#[derive(Default)]
struct Search {
    text: String,
    secrets: Vec<String>,
}

impl Search {
    fn see(&mut self, value: impl Debug) {
        self.text += &format!("{value:?}\n{value:#?}\n");
    }

    fn read(&mut self, text: &str) {
        self.text += text;
        self.text.push('\n');
    }

    /// All that an error tells, and all that its causes tell.
    fn error(&mut self, error: &Error) {
        self.see(error);
        self.read(&error.to_string());
        for text in [Some(error.code()), error.body(), error.trace_id(), error.argument()] {
            self.read(text.unwrap_or_default());
        }
        self.read(error.description());
        self.read(error.detail());
        let mut cause = error.source();
        while let Some(inner) = cause {
            self.see(inner);
            self.read(&inner.to_string());
            cause = inner.source();
        }
    }

    fn done(self) {
        for secret in &self.secrets {
            if let Some(at) = self.text.find(secret.as_str()) {
                let start = self.text[..at].char_indices().rev().nth(80).map_or(0, |(index, _)| index);
                panic!("a secret is shown: {}", &self.text[start..at + secret.len()]);
            }
        }
    }
}

/// A client whose every setting holds a secret that can.
fn client(scene: &Scene, log: &Lines) -> (Client, Vec<String>) {
    let secrets =
        ["P1anted-auth-key", "P1anted-management-key", "P1anted-header-value", "P1anted-call-header"];
    let mut config = Config::new(&scene.service.project);
    config.base_url = Some(scene.service.url.clone());
    config.auth_management_key = Some(secrets[0].into());
    config.management_key = Some(secrets[1].into());
    config.headers = [("x-api-key".to_owned(), secrets[2].to_owned())].into();
    config.capture_last_response = true;
    config.logger = Some(std::sync::Arc::new(log.clone()));
    config.retry.delays = Vec::new();
    let headers = [("cookie".to_owned(), format!("c={}", secrets[3]))].into();
    let options = RequestOptions { headers, ..Default::default() };
    let client = Client::from_config(config).unwrap().with(options).unwrap();
    (client, secrets.map(String::from).to_vec())
}

fn planted(scene: &Scene) -> Arguments {
    Arguments {
        login_id: "+15555550100".into(),
        code: "749201".into(),
        refresh_token: scene.token(&json!({}), &json!({ "drn": "DSR" })),
        external_token: "P1anted \"external\\token/ü\"".into(),
        access_key: "P1anted-access-key".into(),
        ..Arguments::default()
    }
}

/// All ways to say it back: in refusals, in garbage, in headers, cut short.
fn echoes(secret: &str) -> Vec<Value> {
    let refusal = json!({
        "errorCode": secret, "errorDescription": format!("no {secret}"), "errorMessage": format!("{secret}!"),
        "message": secret,
    });
    let escaped: String = secret.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let escaped = format!("{{\"errorCode\":\"E011001\",\"errorDescription\":\"{escaped}\"}}");
    let session = json!({ "sessionJwt": secret, "refreshJwt": secret, "externalToken": secret, "x": 1 });
    let header_safe = if secret.is_ascii() { secret } else { "" };
    vec![
        json!({ "status": 400, "body": refusal }),
        json!({ "status": 401, "body": { "errorCode": "E061102", "errorDescription": secret } }),
        json!({ "status": 400, "body": escaped }),
        json!({ "status": 429, "body": secret }),
        json!({ "status": 502, "body": format!("<html>{secret}</html>"), "headers": { "CF-Ray": header_safe } }),
        json!({ "body": format!("<html>{secret}</html>") }),
        json!({ "body": format!("{{\"sessionJwt\":\"{secret}") }),
        json!({ "body": [secret, { "userId": secret }], "headers": { "X-Request-Id": header_safe } }),
        json!({ "body": session, "headers": {
            "X-Echo": format!("Bearer P:{header_safe}"), "Location": format!("/?t={header_safe}"),
            "Set-Cookie": format!("DSR={header_safe}"),
        } }),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_service_echoes_is_blotted_out() {
    let scene = Scene::start();
    let log = Lines::default();
    let (client, settings) = client(&scene, &log);
    client.session().validate(&scene.good_token(), &VerifyOptions::default()).await.unwrap();
    let with = planted(&scene);
    let own = [&with.code, &with.refresh_token, &with.external_token, &with.access_key];
    // The management key never left, so nobody can say it back.
    let echoed = settings.iter().filter(|secret| !secret.contains("management")).chain(own.iter().copied());
    let mut search = Search { secrets: settings.iter().chain(own).cloned().collect(), ..Search::default() };
    search.secrets.push(with.external_token.replace('\\', "\\\\").replace('"', "\\\""));

    for secret in echoed {
        for operation in
            OPERATIONS.iter().chain(REFRESHES).filter(|one| sends(one.name, secret, &with, &settings))
        {
            for echo in echoes(secret) {
                scene.fault("/v1/*", echo);
                if let Err(error) = (operation.call)(&client, &with).await {
                    search.error(&error);
                    search.see(doorcode::axum::Refusal::Error(error));
                }
                search.see(client.last_response());
                scene.no_more_faults();
            }
        }
    }
    assert!(search.text.matches("[redacted]").count() > 1000, "the echoes did arrive");
    search.see(log.all());
    search.see(&client);
    search.see(client.config());
    search.done();
}

/// Whether an operation sends this secret, so that its reply can hold it.
fn sends(operation: &str, secret: &str, with: &Arguments, settings: &[String]) -> bool {
    match operation {
        _ if settings.iter().any(|setting| setting == secret) => !secret.contains("call-header"),
        "otp.verify" => secret == with.code,
        "session.migrate" => secret == with.external_token,
        "session.exchange_access_key" => secret == with.access_key,
        "otp.sign_up" | "otp.sign_up_or_in" => false,
        _ => secret == with.refresh_token,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_refusal_answers_to_a_browser_holds_no_secret() {
    use axum::response::IntoResponse;
    let scene = Scene::start();
    let (client, settings) = client(&scene, &Lines::default());
    let with = planted(&scene);
    client.session().validate(&scene.good_token(), &VerifyOptions::default()).await.unwrap();
    let mut search = Search { secrets: settings, ..Search::default() };
    search.secrets.push(with.refresh_token.clone());
    for echo in echoes(&with.refresh_token) {
        scene.fault("/v1/*", echo);
        if let Err(error) = client.session().refresh(&with.refresh_token, &Default::default()).await {
            let response = doorcode::axum::Refusal::Error(error).into_response();
            search.see(response.headers());
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            search.read(&String::from_utf8_lossy(&body));
        }
    }
    search.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_real_login_can_be_printed() {
    let scene = Scene::start();
    let log = Lines::default();
    let (client, settings) = client(&scene, &log);
    let mut search = Search { secrets: settings, ..Search::default() };
    let options = VerifyOptions::default();

    let start = client.otp().sign_up_or_in(DeliveryMethod::Email, ANN, &Default::default());
    search.see(&start);
    search.see(start.await.unwrap());
    let code = scene.service.code(ANN);
    let login = client.otp().verify(DeliveryMethod::Email, ANN, &code, &options).await.unwrap();
    search.see(client.last_response());
    let (session, refresh) =
        (login.session.jwt().to_owned(), login.refresh.clone().unwrap().jwt().to_owned());
    search.secrets.extend([code, session.clone(), refresh.clone()]);
    search.secrets.extend([&session, &refresh].map(|jwt| jwt.rsplit('.').next().unwrap().to_owned()));

    search.see(&login);
    search.see(login.set_cookies(&CookieOptions::default()).unwrap().len());
    scene.clock.advance(std::time::Duration::from_secs(11 * 60));
    let outcome = client.session().validate_and_refresh(None, Some(&refresh), &options).await.unwrap();
    search.secrets.push(outcome.token.jwt().to_owned());
    search.see(&outcome);
    search.see(client.last_response());
    search.see(client.user().me(&refresh).await.unwrap());
    let bearer = format!("Bearer {session}");
    let cookie = format!("DSR={refresh}");
    let headers = [("authorization", bearer.as_str()), ("cookie", cookie.as_str())];
    search.see(tokens_from_headers(headers, &CookieOptions::default()));
    search.see(doorcode::axum::Session(outcome.token.clone()));
    search.see(doorcode::axum::SessionLayer::new(client.clone()));
    search.see((client.otp(), client.session(), client.user(), client.keys()));
    search.see(doorcode::blocking::Client::from(client.clone()));
    search.see(log.all());
    assert!(!log.all().is_empty());
    search.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_tokens_and_keys_are_not_quoted() {
    let scene = Scene::start();
    let (client, settings) = client(&scene, &Lines::default());
    let mut search = Search { secrets: settings, ..Search::default() };
    let good = scene.good_token();
    client.session().validate(&good, &VerifyOptions::default()).await.unwrap();
    let orders = [
        json!({ "claims": { "exp": 1 } }),
        json!({ "claims": { "iss": "other" } }),
        json!({ "signWith": "none" }),
        json!({ "signWith": "foreign" }),
        json!({ "signWith": "hmac-public-key" }),
        json!({ "header": { "crit": ["x"] } }),
        json!({ "claims": { "nbf": 4_000_000_000_u64 } }),
        json!({ "claims": { "aud": "elsewhere" } }),
    ];
    for order in orders {
        let token = scene.service.control("POST", "/tokens", &order)["jwt"].as_str().unwrap().to_owned();
        search.error(&client.session().validate(&token, &VerifyOptions::default()).await.unwrap_err());
        search.secrets.push(token.clone());
        search.secrets.extend(token.split('.').filter(|part| part.len() > 8).map(String::from));
    }
    for bad in ["P1anted secret:1", "P1anted\u{1}secret2"] {
        let with = Arguments {
            refresh_token: bad.into(),
            access_key: bad.into(),
            code: format!("{bad}\0"),
            ..Arguments::default()
        };
        for operation in OPERATIONS {
            if let Err(error) = (operation.call)(&client, &with).await {
                search.error(&error);
            }
        }
        search.error(&client.keys().import(bad).unwrap_err());
        search.error(&Client::builder("P").auth_management_key(bad).build().unwrap_err());
        search.error(&Client::builder("P").public_key(bad).build().unwrap_err());
        search.error(&Client::builder("P").header("x-key", format!("{bad}\n")).build().unwrap_err());
        search.error(&Client::builder("P").base_url(format!("http://u:{bad}@host")).build().unwrap_err());
        search.secrets.push(bad.into());
    }
    search.see(Client::builder("P").public_key("P1anted secret:1").auth_management_key("P1anted secret:1"));
    search.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_of_the_digits_of_an_error_code_changes_no_kind() {
    let scene = Scene::start();
    let client = scene.client();
    client.otp().sign_up_or_in(DeliveryMethod::Email, ANN, &Default::default()).await.unwrap();
    let call = client.otp().verify(DeliveryMethod::Email, ANN, "061102", &VerifyOptions::default());
    assert_eq!(call.await.unwrap_err().code(), "E061102");
}
