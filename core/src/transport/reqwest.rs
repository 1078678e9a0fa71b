//! The default [`Transport`]: reqwest over rustls, pooled connections, HTTP/2 where offered.

use std::error::Error as StdError;
use std::sync::Arc;

use ::reqwest::redirect::Policy;
use ::reqwest::{Client, NoProxy, Proxy};
use url::Url;

use super::{MAX_RESPONSE_BYTES, Method, Request, Response, Sending, Transport, tls};
use crate::config::{NetSettings, is_loopback};
use crate::error::{Error, Phase, Reason, Result};

/// A GET follows this many redirects. A POST follows none.
const MAX_REDIRECTS: usize = 5;

pub(crate) struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    pub(crate) fn new(settings: &NetSettings) -> Result<Arc<Self>> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::client_config(&settings.tls)?)
            .redirect(Policy::none())
            .no_proxy();
        if let Some(proxy) = proxy(settings)? {
            builder = builder.proxy(proxy);
        }
        let client = builder
            .build()
            .map_err(|error| Error::config("transport", Reason::Format, root_cause(&error)))?;
        Ok(Arc::new(Self { client }))
    }
}

/// The proxy of the settings, never for loopback.
fn proxy(settings: &NetSettings) -> Result<Option<Proxy>> {
    let Some(url) = settings.proxy_url() else { return Ok(None) };
    if is_loopback(&settings.base_url) {
        return Ok(None);
    }
    let proxy =
        Proxy::all(url).map_err(|error| Error::config("proxy", Reason::Format, root_cause(&error)))?;
    Ok(Some(proxy.no_proxy(settings.no_proxy.as_deref().and_then(NoProxy::from_string))))
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> Sending {
        let client = self.client.clone();
        Box::pin(async move {
            let timeout = request.timeout;
            match tokio::time::timeout(timeout, exchange(&client, request)).await {
                Ok(done) => done,
                Err(_) => Err(Error::timeout(format!("no reply within {} ms", timeout.as_millis()))),
            }
        })
    }
}

async fn exchange(client: &Client, mut request: Request) -> Result<Response> {
    for _ in 0..MAX_REDIRECTS {
        let response = send_once(client, &request).await?;
        match redirect_target(&request, &response) {
            Some(target) => request = redirected(request, &target),
            None => return Ok(response),
        }
    }
    send_once(client, &request).await
}

async fn send_once(client: &Client, request: &Request) -> Result<Response> {
    let mut builder = match request.method {
        Method::Get => client.get(&request.url),
        Method::Post => client.post(&request.url),
    };
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if let Some(body) = &request.body {
        builder = builder.body(body.clone());
    }
    read(builder.send().await.map_err(failure)?).await
}

async fn read(mut response: ::reqwest::Response) -> Result<Response> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = next_chunk(&mut response).await? {
        let chunk = chunk.as_ref();
        if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
            let reply = crate::error::Reply {
                status,
                detail: format!("the reply is larger than {MAX_RESPONSE_BYTES} bytes"),
                ..Default::default()
            };
            return Err(Error::decode(reply));
        }
        body.extend_from_slice(chunk);
    }
    let text =
        |value: &::reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(Response {
        status,
        headers: response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body,
    })
}

/// A failure is told by its status even if its body is cut short.
async fn next_chunk(response: &mut ::reqwest::Response) -> Result<Option<impl AsRef<[u8]>>> {
    match response.chunk().await {
        Err(_) if !response.status().is_success() => Ok(None),
        chunk => chunk.map_err(failure),
    }
}

fn redirect_target(request: &Request, response: &Response) -> Option<Url> {
    if request.method != Method::Get || !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let from = Url::parse(&request.url).ok()?;
    let target = from.join(response.header("location")?).ok()?;
    let as_safe = target.scheme() == "https" || (target.scheme() == "http" && from.scheme() == "http");
    as_safe.then_some(target)
}

/// The same request elsewhere. Where the origin changes, only what anybody may know goes along.
fn redirected(mut request: Request, target: &Url) -> Request {
    let same_origin = Url::parse(&request.url).is_ok_and(|from| from.origin() == target.origin());
    if !same_origin {
        request.headers.retain(|(name, _)| ["accept", "user-agent"].contains(&name.as_str()));
    }
    request.url = target.to_string();
    request
}

fn failure(error: ::reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::timeout("the connection timed out").caused_by(error.without_url());
    }
    let phase = if error.is_connect() { connect_phase(&error) } else { Phase::Read };
    Error::network(phase, root_cause(&error)).caused_by(error.without_url())
}

fn connect_phase(error: &::reqwest::Error) -> Phase {
    for cause in causes(error) {
        if is_tls(cause) {
            return Phase::Tls;
        }
        // hyper-util has no public type for it, only this text.
        if cause.to_string().contains("dns error") {
            return Phase::Dns;
        }
    }
    Phase::Connect
}

/// An I/O error does not name what it wraps as its source, so it has to be unwrapped, as often as it was wrapped.
fn is_tls(cause: &(dyn StdError + 'static)) -> bool {
    let inside = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    cause.is::<rustls::Error>() || inside.is_some_and(|inner| is_tls(inner))
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The innermost text: the outer ones repeat the URL and say nothing.
fn root_cause(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}
