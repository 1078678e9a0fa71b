//! Whatever the service answers, every call ends with a typed result within a few steps, and no error repeats a
//! secret of its request.
#![no_main]

use std::sync::LazyLock;

use doorcode::flow::Step;
use doorcode::transport::Response;
use doorcode::{Call, Client, Config, DeliveryMethod, RetryPolicy, TenantQuery};
use libfuzzer_sys::fuzz_target;

/// No digits: those the fuzzer may write into a number that is rightly shown, such as `Retry-After`.
const CODE: &str = "qzkxvw";
const KEY: &str = "K2secretAccessKeyValue";
const TOKEN: &str = "a-refresh-token-of-somebody";

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let retry = RetryPolicy { delays: Vec::new(), ..RetryPolicy::default() };
    let public_key = Some(include_str!("../keys.json").to_owned());
    Client::from_config(Config { retry, public_key, ..Config::new("joe") }).expect("settings")
});

fuzz_target!(|data: &[u8]| {
    let [operation, status, body @ ..] = data else { return };
    let response = response(*status, body);
    let client = &*CLIENT;
    match operation % 6 {
        0 => run(client.otp().sign_in(DeliveryMethod::Sms, "ann", &Default::default(), Some(TOKEN)), TOKEN, &response),
        1 => run(client.otp().verify(DeliveryMethod::Email, "ann", CODE, &Default::default()), CODE, &response),
        2 => run(client.session().exchange_access_key(KEY, &Default::default(), &Default::default()), KEY, &response),
        3 => run(client.user().me(TOKEN), TOKEN, &response),
        4 => run(client.user().tenants(TenantQuery::Current, TOKEN), TOKEN, &response),
        _ => run(client.user().history(TOKEN), TOKEN, &response),
    }
});

/// The first line of the data is a header, the rest the body.
fn response(status: u8, data: &[u8]) -> Response {
    const STATUSES: [u16; 8] = [200, 200, 200, 400, 401, 429, 500, 503];
    let (line, body) = data.split_at(data.iter().position(|byte| *byte == b'\n').unwrap_or(0));
    let header = String::from_utf8_lossy(line);
    let headers = header.split_once(':').map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Response { status: STATUSES[usize::from(status) % STATUSES.len()], headers: headers.into_iter().collect(), body: body.to_vec() }
}

fn run<T: Send + 'static>(call: Call<T>, secret: &str, response: &Response) {
    let mut flow = call.into_flow().expect("good arguments");
    let mut answer = None;
    for _ in 0..4 {
        match flow.next(answer.take()) {
            Step::Send(_) => answer = Some(Ok(response.clone())),
            Step::Wait(_) => {}
            Step::Done(Ok(_)) => return,
            Step::Done(Err(error)) => {
                let shown = format!("{error} {error:?} {}", error.body().unwrap_or_default());
                // The fuzzer may write it into an error code of its own making.
                assert!(error.code().contains(secret) || !shown.contains(secret), "a secret in {shown}");
                return;
            }
        }
    }
    panic!("the call does not end");
}
