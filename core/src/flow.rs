//! Flows without I/O: a call is a small state machine that asks for what it needs.
//!
//! A [`Flow`] is a call to the service that does no I/O of its own. [`Flow::next`] says what it needs next:
//! one request to be sent, some time to pass, or nothing, because it is done. Retry, fetching of keys and
//! checking of replies all live inside. [`Call`] drives a flow with reqwest on our own runtime; a caller with a
//! transport of its own runs the same flow with a short loop:
//!
//! ```
//! use doorcode::flow::{Flow, Step};
//! use doorcode::transport::{Request, Response};
//!
//! fn drive<T>(mut flow: Flow<T>, send: impl Fn(Request) -> doorcode::Result<Response>) -> doorcode::Result<T> {
//!     let mut answer = None;
//!     loop {
//!         match flow.next(answer.take()) {
//!             Step::Done(result) => return result,
//!             Step::Send(request) => answer = Some(send(request)),
//!             Step::Wait(wait) => std::thread::sleep(wait.at_most()),
//!         }
//!     }
//! }
//! ```

mod call;
pub(crate) mod flight;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub use call::{Call, Canceller};

use crate::error::{Error, Reason, Result};
use crate::transport::{HttpTrace, Request, Response};
use flight::{Follower, Lead};

/// One call to the service, not yet running. See the [module](self).
pub struct Flow<T> {
    /// None once it is done.
    work: Option<Pin<Box<dyn Future<Output = Result<T>> + Send>>>,
    port: Port,
}

/// What a [`Flow`] needs next.
#[derive(Debug)]
pub enum Step<T> {
    /// Nothing more: this is the outcome.
    Done(Result<T>),
    /// Send this request, and give the response, or the failure to get one, to [`Flow::next`].
    Send(Request),
    /// Let time pass, then call [`Flow::next`] with `None`.
    Wait(Wait),
}

/// Some time that has to pass: the pause before another try, or somebody else's request that is under way.
#[derive(Debug)]
pub struct Wait {
    at_most: Duration,
    until: Option<Follower>,
}

impl Wait {
    /// How long to wait.
    pub fn at_most(&self) -> Duration {
        self.at_most
    }

    /// Waits, but no longer than until the awaited answer is there.
    async fn pass(self) {
        match self.until {
            Some(follower) => drop(tokio::time::timeout(self.at_most, follower.answered()).await),
            None => tokio::time::sleep(self.at_most).await,
        }
    }
}

impl<T> Flow<T> {
    /// A flow from straight-line code: whatever `work` awaits on its [`Port`] becomes a [`Step`].
    pub(crate) fn new<W>(work: impl FnOnce(Port) -> W) -> Self
    where
        W: Future<Output = Result<T>> + Send + 'static,
    {
        let port = Port::default();
        Self { work: Some(Box::pin(work(port.clone()))), port }
    }

    /// Goes on with `answer`, which is what came of the last [`Step::Send`], else `None`. Asked again after its end,
    /// it says `invalid_argument`.
    pub fn next(&mut self, answer: Option<Result<Response>>) -> Step<T> {
        let Some(work) = &mut self.work else { return Step::Done(Err(over())) };
        self.port.answer(answer);
        // The work waits for its port and nothing else, so nobody needs to be woken.
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => {
                self.work = None;
                Step::Done(result)
            }
            Poll::Pending => self.port.step(),
        }
    }

    /// The same flow with what comes of it converted: for bindings, whose callers want values of their language. The
    /// conversion also sees the last reply, if replies are kept (`Config::capture_last_response`).
    pub fn then<U>(
        self,
        convert: impl FnOnce(Result<T>, Option<Arc<HttpTrace>>) -> Result<U> + Send + 'static,
    ) -> Flow<U>
    where
        T: Send + 'static,
    {
        let port = self.port.clone();
        let work = self.work.unwrap_or_else(|| Box::pin(std::future::ready(Err(over()))));
        Flow { work: Some(Box::pin(async move { convert(work.await, port.trace()) })), port: self.port }
    }

    /// A request others wait for too must run to its end even if this flow is dropped; whoever sends it
    /// takes over the duty to answer them.
    pub(crate) fn take_lead(&self) -> Option<Lead> {
        self.port.lock().lead.take()
    }

    /// Work that was found to be due, but that this call need not wait for.
    pub(crate) fn take_background(&self) -> Option<Flow<()>> {
        self.port.lock().background.take()
    }
}

/// Where a flow's code asks for what it can't do itself.
#[derive(Clone, Default)]
pub(crate) struct Port(Arc<Mutex<Desk>>);

#[derive(Default)]
struct Desk {
    ask: Option<Ask>,
    answer: Option<Result<Response>>,
    trace: Option<Arc<HttpTrace>>,
    lead: Option<Lead>,
    background: Option<Flow<()>>,
}

enum Ask {
    Send(Request),
    Wait(Wait),
}

impl Port {
    /// Sends `request`.
    pub(crate) async fn send(&self, request: Request) -> Result<Response> {
        self.ask(Ask::Send(request)).await;
        let nothing = || Err(Error::network(crate::Phase::Read, "the transport gave no answer"));
        self.lock().answer.take().unwrap_or_else(nothing)
    }

    /// Sends `request` on behalf of all who follow `lead`.
    pub(crate) async fn send_for_all(&self, request: Request, lead: Lead) -> Result<Response> {
        self.lock().lead = Some(lead);
        self.send(request).await
    }

    /// Lets `pause` pass.
    pub(crate) async fn wait(&self, pause: Duration) {
        self.ask(Ask::Wait(Wait { at_most: pause, until: None })).await;
    }

    /// Waits until `follower` has its answer, `pause` at most.
    pub(crate) async fn wait_for(&self, follower: &Follower, pause: Duration) {
        self.ask(Ask::Wait(Wait { at_most: pause, until: Some(follower.clone()) })).await;
    }

    /// Keeps what the last reply looked like.
    pub(crate) fn keep_trace(&self, trace: Arc<HttpTrace>) {
        self.lock().trace = Some(trace);
    }

    fn trace(&self) -> Option<Arc<HttpTrace>> {
        self.lock().trace.clone()
    }

    /// Leaves work behind that this call need not wait for.
    pub(crate) fn in_background(&self, flow: Flow<()>) {
        self.lock().background = Some(flow);
    }

    async fn ask(&self, ask: Ask) {
        self.lock().ask = Some(ask);
        let mut asked = false;
        poll_fn(|_| if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    fn answer(&self, answer: Option<Result<Response>>) {
        let mut desk = self.lock();
        if let (Some(lead), Some(answer)) = (desk.lead.take(), &answer) {
            lead.answer(answer.clone());
        }
        desk.answer = answer;
    }

    fn step<T>(&self) -> Step<T> {
        match self.lock().ask.take() {
            Some(Ask::Send(request)) => Step::Send(request),
            Some(Ask::Wait(wait)) => Step::Wait(wait),
            // Only a flow that awaits something else than its port comes here; then asking again is right.
            None => Step::Wait(Wait { at_most: Duration::from_millis(1), until: None }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What those get who ask for more than there is.
fn over() -> Error {
    Error::invalid_argument("call", Reason::Conflict, "the call is already over")
}
