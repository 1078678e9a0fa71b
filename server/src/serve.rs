//! Accepting connections. It is done here, and not by axum, because a fault may have to close a connection
//! without an answer, which no handler can.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::Service as _;

use crate::faults::Cut;

/// How long answers that are under way may take when the service ends. A long poll takes longer, and is cut.
const GRACE: Duration = Duration::from_millis(500);

/// How long to hold back after a failed accept: the usual cause is that no descriptors are left.
const BREATH: Duration = Duration::from_millis(50);

/// Serves connections until `stop` ends, then lets the answers that are under way finish.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => handle(stream, address, app.clone(), &graceful),
                Err(error) => {
                    tracing::warn!(%error, "no connection accepted");
                    tokio::time::sleep(BREATH).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

fn handle(stream: TcpStream, address: SocketAddr, app: Router, graceful: &GracefulShutdown) {
    // Answers are small and written whole: waiting for more to send only makes them late.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request| answer(app.clone(), address, request));
    let builder = Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // What goes wrong with one connection is the client's doing, or a fault that was ordered.
        let _ = connection.await;
    });
}

/// The answer, or an error where a fault wants the connection closed without one.
async fn answer(
    mut app: Router,
    address: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<Response, io::Error> {
    request.extensions_mut().insert(ConnectInfo(address));
    let response = app.call(request.map(Body::new)).await.unwrap_or_else(|never: Infallible| match never {});
    match response.extensions().get() {
        None => Ok(response),
        Some(Cut::Drop) => Err(aborted()),
        Some(&Cut::After(bytes)) => truncated(response, bytes).await,
    }
}

/// The head of the whole answer, and only so many bytes of its body before the connection breaks.
async fn truncated(response: Response, bytes: usize) -> Result<Response, io::Error> {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
    if bytes >= body.len() {
        return Ok(Response::from_parts(parts, Body::from(body)));
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Ok(Response::from_parts(parts, breaking(body.slice(..bytes))))
}

/// A body that breaks off after `start`. The pause before lets what there is reach the wire: hyper throws away
/// what it has not written when a body fails.
fn breaking(start: Bytes) -> Body {
    let start = stream::iter([Ok(start)]);
    let end = stream::once(async {
        tokio::task::yield_now().await;
        Err(aborted())
    });
    Body::from_stream(start.chain(end))
}

fn aborted() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionAborted)
}
