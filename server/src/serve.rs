//! Accepting connections. It is done here, and not by axum, because a fault may have to close a connection
//! without an answer, which no handler can, and because a client that never comes to its end must not keep the
//! service from others.

mod connections;
mod intake;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
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
use connections::{Connections, Line};
pub(crate) use intake::Crowded;
use intake::{Intake, Room, Turn};

/// How long answers that are under way may take when the service ends. A long poll takes longer, and is cut.
const GRACE: Duration = Duration::from_millis(500);

/// How long to hold back after a failed accept: the usual cause is that no descriptors are left.
const BREATH: Duration = Duration::from_millis(10);

/// The largest head of a request. A bearer holds two secrets, and a token the largest custom claims.
const HEAD: u32 = 128 * 1024;

/// Requests on one HTTP/2 connection at the same time.
const STREAMS: u32 = 64;

/// What every connection is served with.
#[derive(Clone)]
struct Host {
    app: Router,
    builder: Builder<TokioExecutor>,
    connections: Connections,
    room: Room,
}

/// Serves connections until `stop` ends, then lets the answers that are under way finish.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let host = Host::new(app);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => host.handle(stream, address, &graceful),
                Err(error) => {
                    tracing::warn!(%error, "no connection accepted");
                    host.connections.make_room();
                    tokio::time::sleep(BREATH).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

impl Host {
    fn new(app: Router) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().max_buf_size(HEAD as usize);
        builder.http2().max_header_list_size(HEAD).max_concurrent_streams(STREAMS);
        Self { app, builder, connections: Connections::default(), room: Room::default() }
    }

    fn handle(&self, stream: TcpStream, address: SocketAddr, graceful: &GracefulShutdown) {
        let Some(place) = self.connections.admit() else { return };
        // Answers are small and written whole: waiting for more to send only makes them late.
        let _ = stream.set_nodelay(true);
        let (host, line) = (self.clone(), place.line());
        let service =
            hyper::service::service_fn(move |request| host.clone().answer(address, line.clone(), request));
        let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            tokio::select! {
                // What goes wrong with one connection is the client's doing, or a fault that was ordered.
                _ = connection => {}
                () = place.end() => {}
            }
        });
    }

    /// The answer, or an error where a fault wants the connection closed without one.
    async fn answer(
        mut self,
        address: SocketAddr,
        line: Arc<Line>,
        mut request: Request<Incoming>,
    ) -> Result<Response, io::Error> {
        let turn = Turn::begin(line, self.room);
        request.extensions_mut().insert(ConnectInfo(address));
        let request = request.map(|body| Body::new(Intake::new(body, Arc::clone(&turn))));
        let response = self.app.call(request).await.unwrap_or_else(|never: Infallible| match never {});
        drop(turn);
        faulty(response).await
    }
}

/// The response with the end that a fault has ordered for it.
async fn faulty(response: Response) -> Result<Response, io::Error> {
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
