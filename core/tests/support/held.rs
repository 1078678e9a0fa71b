//! A transport that really sends, but holds replies back until the test says so.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use doorcode::Error;
use doorcode::transport::{Method, Request, Response, Sending, Transport};
use tokio::sync::Semaphore;

/// Replies to requests for `path` wait for [`Held::release`]; all others pass.
pub struct Held {
    path: &'static str,
    replies: Arc<Semaphore>,
    sent: AtomicUsize,
    http: reqwest::Client,
}

impl Held {
    pub fn new(path: &'static str) -> Arc<Self> {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Arc::new(Self { path, replies: Arc::new(Semaphore::new(0)), sent: AtomicUsize::new(0), http })
    }

    /// Lets this and all further replies through.
    pub fn release(&self) {
        self.replies.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    /// How many requests for the path were sent.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Transport for Held {
    fn send(&self, request: Request) -> Sending {
        let held = request.url.ends_with(self.path);
        self.sent.fetch_add(usize::from(held), Ordering::SeqCst);
        let (replies, http) = (Arc::clone(&self.replies), self.http.clone());
        let timeout = request.timeout;
        let reply = async move {
            let reply = exchange(&http, request).await;
            if held {
                drop(replies.acquire().await.unwrap());
            }
            reply
        };
        Box::pin(async move {
            tokio::time::timeout(timeout, reply).await.map_err(|_| Error::timeout("held too long"))
        })
    }
}

async fn exchange(http: &reqwest::Client, request: Request) -> Response {
    let mut builder = match request.method {
        Method::Get => http.get(&request.url),
        Method::Post => http.post(&request.url),
    };
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let reply = builder.body(request.body.unwrap_or_default()).send().await.unwrap();
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    Response {
        status: reply.status().as_u16(),
        headers: reply.headers().iter().map(header).collect(),
        body: reply.bytes().await.unwrap().to_vec(),
    }
}
