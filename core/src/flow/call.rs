//! The default driver: runs a flow with the client's transport on our own runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::task::{AbortHandle, JoinError, JoinHandle};

use super::flight::Lead;
use super::{Flow, Step};
use crate::error::{Error, ErrorKind, Result};
use crate::runtime;
use crate::transport::{HttpTrace, Request, Response, Transport};

/// How often [`Call::wait_while`] asks whether to go on.
const LOOK_AROUND: Duration = Duration::from_millis(50);

/// How long a shared request may take whatever the deadline of the call that sends it.
const SHARED_TIMEOUT: Duration = Duration::from_secs(30);

/// One call to the service. It does nothing until it is awaited, on any executor, or [waited](Call::wait) for.
///
/// Dropping it cancels the call; a refresh that was already sent runs to its end, and its answer is given to
/// the next call with the same token.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
/// # support::example(|client, service| async move {
/// # let login = service.ann(&client).await?;
/// use doorcode::DeliveryMethod;
///
/// // Mistakes in the arguments can be seen before anything is sent:
/// let call = client.otp().sign_in(DeliveryMethod::Email, "ann@example.com", &Default::default(), None).checked()?;
/// let masked = call.await?;
/// println!("the code went to {masked}");
/// # Ok(())
/// # });
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T>(State<T>);

enum State<T> {
    Decided(Option<Result<T>>),
    Running(Box<Running<T>>),
}

struct Running<T> {
    flow: Flow<T>,
    transport: Arc<dyn Transport>,
    /// The process whose connections the transport holds.
    pid: u32,
    job: Option<Job>,
    answer: Option<Result<Response>>,
}

impl<T> Call<T> {
    pub(crate) fn new(flow: Flow<T>, transport: Arc<dyn Transport>) -> Self {
        let pid = std::process::id();
        Self(State::Running(Box::new(Running { flow, transport, pid, job: None, answer: None })))
    }

    /// A call whose outcome is known without speaking to the service.
    pub(crate) fn decided(result: Result<T>) -> Self {
        Self(State::Decided(Some(result)))
    }

    /// The call, or at once the error of an argument that can't be used.
    ///
    /// # Errors
    /// Whatever is known before anything is sent, `invalid_argument` above all.
    pub fn checked(self) -> Result<Self> {
        match self.0 {
            State::Decided(Some(Err(error))) => Err(error),
            state => Ok(Self(state)),
        }
    }

    /// Whether the outcome is known already, so that there is nothing to wait for.
    pub fn is_decided(&self) -> bool {
        matches!(self.0, State::Decided(_))
    }

    /// The same call with what comes of it converted; see [`Flow::then`].
    pub fn then<U>(
        self,
        convert: impl FnOnce(Result<T>, Option<Arc<HttpTrace>>) -> Result<U> + Send + 'static,
    ) -> Call<U>
    where
        T: Send + 'static,
    {
        match self.0 {
            State::Decided(Some(result)) => Call::decided(convert(result, None)),
            State::Running(running) if running.job.is_none() => {
                Call::new(running.flow.then(convert), running.transport)
            }
            _ => Call::decided(Err(already_running())),
        }
    }

    /// The flow behind this call, to be driven by a transport of the caller's own.
    ///
    /// # Errors
    /// Whatever is known before anything is sent. A call that was already polled is `invalid_argument`.
    pub fn into_flow(self) -> Result<Flow<T>>
    where
        T: Send + 'static,
    {
        match self.0 {
            State::Decided(Some(result)) => result.map(|value| Flow::new(|_| std::future::ready(Ok(value)))),
            State::Running(running) if running.job.is_none() => Ok(running.flow),
            _ => Err(already_running()),
        }
    }

    /// Runs the call on our own runtime. `done` hears what came of it, once in any case, on one of our threads: for
    /// bindings to languages that can't poll.
    ///
    /// ```no_run
    /// # fn example(client: doorcode::Client, refresh_token: &str) {
    /// let running = client.user().me(refresh_token).start(|user| println!("{}", user.is_ok()));
    /// running.cancel();
    /// # }
    /// ```
    pub fn start(mut self, done: impl FnOnce(Result<T>) + Send + 'static) -> Canceller
    where
        T: Send + 'static,
    {
        // It sets out at once, not when a thread gets round to it: so calls that are made together share what they can.
        if let Poll::Ready(result) =
            Pin::new(&mut self).poll(&mut Context::from_waker(std::task::Waker::noop()))
        {
            done(result);
            return Canceller(None);
        }
        match runtime::spawn(self) {
            Ok(task) => {
                let canceller = Canceller(Some(task.abort_handle()));
                let told = async move { done(task.await.unwrap_or_else(|error| Err(stopped(&error)))) };
                drop(runtime::spawn(told));
                canceller
            }
            Err(error) => {
                done(Err(error));
                Canceller(None)
            }
        }
    }

    /// Runs the call and blocks this thread until it is done. Works inside and outside of an async runtime.
    ///
    /// # Errors
    /// Those of the operation.
    pub fn wait(self) -> Result<T>
    where
        T: Send + 'static,
    {
        self.wait_while(|| true)
    }

    /// Like [`wait`](Self::wait), but asks every 50 ms whether to `go_on`; for languages that have signals
    /// to look for.
    ///
    /// # Errors
    /// Those of the operation; `cancelled` when told not to go on.
    pub fn wait_while(mut self, mut go_on: impl FnMut() -> bool) -> Result<T>
    where
        T: Send + 'static,
    {
        // What needs no network needs no other thread either.
        if let Poll::Ready(result) =
            Pin::new(&mut self).poll(&mut Context::from_waker(std::task::Waker::noop()))
        {
            return result;
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let task = runtime::spawn(async move { drop(sender.send(self.await)) })?;
        loop {
            match receiver.recv_timeout(LOOK_AROUND) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Timeout) if go_on() => {}
                Err(RecvTimeoutError::Timeout) => {
                    task.abort();
                    return Err(Error::cancelled());
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(broken_off("the call ended without a result"));
                }
            }
        }
    }
}

/// Stops a call that was [started](Call::start).
#[derive(Clone, Debug)]
pub struct Canceller(Option<AbortHandle>);

impl Canceller {
    /// The call ends as `cancelled`, unless it is over already. A refresh that was already sent runs to its end.
    pub fn cancel(&self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

fn stopped(error: &JoinError) -> Error {
    if error.is_cancelled() { Error::cancelled() } else { ended(error) }
}

impl<T> Unpin for Call<T> {}

impl<T> Future for Call<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Decided(result) => Poll::Ready(result.take().unwrap_or_else(|| Err(super::over()))),
            State::Running(running) => running.poll(context),
        }
    }
}

impl<T> Running<T> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<T>> {
        loop {
            if let Some(job) = &mut self.job {
                self.answer = ready!(job.poll(context));
                self.job = None;
            }
            let started = match self.flow.next(self.answer.take()) {
                Step::Done(result) => {
                    self.leave_background();
                    return Poll::Ready(result);
                }
                Step::Send(request) => self.send(request),
                Step::Wait(wait) => runtime::spawn(wait.pass()).map(Job::Wait),
            };
            match started {
                Ok(job) => self.job = Some(job),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn send(&self, request: Request) -> Result<Job> {
        if self.pid != std::process::id() {
            let detail = "the call was made before a fork, whose connections are not ours; make another";
            return Err(Error::invalid_argument("call", crate::Reason::Conflict, detail));
        }
        match self.flow.take_lead() {
            Some(lead) => self.send_for_all(request, lead).map(Job::Send),
            None => self.spawn(request).map(Job::Send),
        }
    }

    /// Others wait for it too, or will: it outlives this call, and this call's deadline.
    fn send_for_all(&self, mut request: Request, lead: Lead) -> Result<JoinHandle<Result<Response>>> {
        let patience = request.timeout;
        request.timeout = patience.max(SHARED_TIMEOUT);
        let sending = self.spawn(request)?;
        let landing = runtime::spawn(async move {
            let answer = sending.await.unwrap_or_else(|error| Err(ended(&error)));
            lead.answer(answer.clone());
            answer
        })?;
        runtime::spawn(async move {
            match tokio::time::timeout(patience, landing).await {
                Ok(answer) => answer.unwrap_or_else(|error| Err(ended(&error))),
                Err(_) => Err(Error::timeout(format!("no reply within {} ms", patience.as_millis()))),
            }
        })
    }

    /// The transport is asked on our runtime, where it may spawn, and where a panic of it stays inside.
    fn spawn(&self, request: Request) -> Result<JoinHandle<Result<Response>>> {
        let transport = Arc::clone(&self.transport);
        runtime::spawn(async move { transport.send(request).await })
    }

    fn leave_background(&self) {
        if let Some(flow) = self.flow.take_background() {
            // Nobody waits for it; what it learns is in the shared state, and so is its failure.
            drop(runtime::spawn(Call::new(flow, Arc::clone(&self.transport))));
        }
    }
}

/// What runs on our runtime for a call.
enum Job {
    Send(JoinHandle<Result<Response>>),
    Wait(JoinHandle<()>),
}

impl Job {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response>>> {
        match self {
            Self::Send(task) => {
                let answer = ready!(Pin::new(task).poll(context));
                Poll::Ready(Some(answer.unwrap_or_else(|error| Err(ended(&error)))))
            }
            Self::Wait(task) => Pin::new(task).poll(context).map(|_| None),
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        match self {
            Self::Send(task) => task.abort(),
            Self::Wait(task) => task.abort(),
        }
    }
}

fn already_running() -> Error {
    Error::invalid_argument("call", crate::Reason::Conflict, "the call is already running")
}

fn ended(error: &JoinError) -> Error {
    broken_off(if error.is_panic() { "the transport panicked" } else { "the runtime was shut down" })
}

fn broken_off(detail: &str) -> Error {
    Error::new(ErrorKind::Network, detail)
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

impl<T> fmt::Debug for Flow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flow")
    }
}
