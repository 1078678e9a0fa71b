//! `doorcode dev`: from flags to a running service.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::thread;

use doorcode_server::app;
use doorcode_server::clock::Clock;
use doorcode_server::serve::serve;
use doorcode_server::state::{AppState, OpenError, Options};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{self, Runtime};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::banner::Banner;
use crate::cli::{Dev, Level};
use crate::parent::Parent;

/// Connections that wait to be accepted. Of a burst of clients those beyond it try again a second later.
const BACKLOG: u32 = 4096;

/// Why the service did not start.
#[derive(Debug)]
pub(crate) enum StartError {
    Runtime(io::Error),
    UnknownHost(String, io::Error),
    NotLoopback(SocketAddr),
    PortTaken(SocketAddr),
    Bind(SocketAddr, io::Error),
    Open(OpenError),
}

/// Runs the service until a signal, or the end of its parent, ends it.
pub(crate) fn run(arguments: Dev) -> Result<(), StartError> {
    // The parent is looked at first: the later, the likelier that it has gone unseen.
    let parent = arguments.exit_with_parent.then(Parent::now);
    log(arguments.log);
    let runtime = runtime().map_err(StartError::Runtime)?;
    let result = runtime.block_on(start(arguments, parent));
    // A key that is still being made must not hold up the end.
    runtime.shutdown_background();
    result
}

/// Signing is all that runs on blocking threads, and it is pure arithmetic: more of them than processors would
/// only take turns.
fn runtime() -> io::Result<Runtime> {
    let processors = thread::available_parallelism().map_or(2, NonZero::get);
    runtime::Builder::new_multi_thread().max_blocking_threads(processors.max(2)).enable_all().build()
}

async fn start(arguments: Dev, parent: Option<Parent>) -> Result<(), StartError> {
    let stop = stop(parent)?;
    let listener = listen(&arguments).await?;
    let address = listener.local_addr().map_err(StartError::Runtime)?;
    let state = AppState::open(Options {
        projects: arguments.projects,
        data: arguments.data,
        console: arguments.console.on_stderr(),
        clock: Clock::new(),
    });
    let state = state.map_err(StartError::Open)?;
    Banner::new(address, &state).show();
    serve(listener, app(state), stop).await;
    Ok(())
}

async fn listen(arguments: &Dev) -> Result<TcpListener, StartError> {
    let address = resolve(&arguments.host, arguments.port).await?;
    if !address.ip().is_loopback() && !arguments.allow_remote {
        return Err(StartError::NotLoopback(address));
    }
    bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(address),
        _ => StartError::Bind(address, error),
    })
}

/// Like the standard library's, but for the backlog.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The first address of a host.
async fn resolve(host: &str, port: u16) -> Result<SocketAddr, StartError> {
    let unknown = |error| StartError::UnknownHost(host.to_owned(), error);
    let mut addresses = tokio::net::lookup_host((host, port)).await.map_err(unknown)?;
    addresses.next().ok_or_else(|| unknown(io::ErrorKind::NotFound.into()))
}

/// Ends with Ctrl-C, with SIGTERM, or with the parent. The handlers are in place when this returns, so that a
/// signal right after the start-up line is not lost.
#[cfg(unix)]
fn stop(parent: Option<Parent>) -> Result<impl Future<Output = ()>, StartError> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Runtime)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Runtime)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = ended(parent) => {}
        }
    })
}

#[cfg(not(unix))]
fn stop(parent: Option<Parent>) -> Result<impl Future<Output = ()>, StartError> {
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = ended(parent) => {}
        }
    })
}

async fn ended(parent: Option<Parent>) {
    match parent {
        Some(parent) => parent.ended().await,
        None => std::future::pending().await,
    }
}

/// The service's own words only: what its libraries would log may hold what nobody should read.
fn log(level: Level) {
    let own = Targets::new().with_target("doorcode_server", LevelFilter::from(level));
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    tracing_subscriber::registry().with(lines).with(own).init();
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runtime(error) => write!(f, "the service can't start: {error}"),
            Self::UnknownHost(host, error) => write!(f, "no address is known for host {host:?}: {error}"),
            Self::NotLoopback(address) => write!(
                f,
                "{} can be reached from other machines, and whoever reaches it can log in as anybody; \
                 add --allow-remote if that is what you want",
                address.ip()
            ),
            Self::PortTaken(address) => write!(
                f,
                "port {} on {} is taken; choose another with --port, or --port 0 for any free one",
                address.port(),
                address.ip()
            ),
            Self::Bind(address, error) => write!(f, "can't listen on {address}: {error}"),
            Self::Open(error) => error.fmt(f),
        }
    }
}
