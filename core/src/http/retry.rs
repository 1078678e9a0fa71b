//! Whether a call is sent again, and when.

use std::time::Duration;

use super::refusal::retry_after;
use crate::config::RetryPolicy;
use crate::error::{ErrorKind, Phase, Result};
use crate::transport::Response;

/// Whether sending a call twice does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It does not: reading, refreshing, logging out.
    Always,
    /// It may burn a code or send a second message: only if nothing was sent.
    IfNothingSent,
    /// Somebody else sends it, and again if need be.
    Never,
}

pub(super) struct Retries<'a> {
    policy: &'a RetryPolicy,
    repeat: Repeat,
    attempt: u32,
    waited: Duration,
}

impl<'a> Retries<'a> {
    pub(super) fn new(policy: &'a RetryPolicy, repeat: Repeat) -> Self {
        Self { policy, repeat, attempt: 1, waited: Duration::ZERO }
    }

    pub(super) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How long to wait before sending again; none when `answer` is final.
    pub(super) fn pause_after(&mut self, answer: &Result<Response>) -> Option<Duration> {
        if self.repeat == Repeat::Never {
            return None;
        }
        let delay = *self.policy.delays.get(self.attempt as usize - 1)?;
        let pause = match answer {
            Ok(response) => self.pause_after_reply(response, delay)?,
            Err(error) => self.pause_after_failure(error.kind(), error.phase(), delay)?,
        };
        self.waited += pause;
        self.attempt += 1;
        (self.waited <= self.policy.max_total).then_some(pause)
    }

    fn pause_after_reply(&self, response: &Response, delay: Duration) -> Option<Duration> {
        let asked = retry_after(response).filter(|_| self.policy.honour_retry_after);
        let promising =
            self.policy.statuses.contains(&response.status) || (response.status == 429 && asked.is_some());
        if self.repeat != Repeat::Always || !promising {
            return None;
        }
        match asked {
            Some(asked) if asked > self.policy.max_retry_after => None,
            Some(asked) => Some(asked),
            None => Some(delay),
        }
    }

    /// Without a connection nothing was sent, whatever the call. Trying once more bridges a restart;
    /// trying longer would only delay the bad news.
    fn pause_after_failure(
        &self,
        kind: ErrorKind,
        phase: Option<Phase>,
        delay: Duration,
    ) -> Option<Duration> {
        let unsent = kind == ErrorKind::Network && matches!(phase, Some(Phase::Connect));
        (unsent && self.attempt == 1).then_some(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn reply(status: u16, retry_after: Option<&str>) -> Result<Response> {
        let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
        Ok(Response { status, headers: headers.into_iter().collect(), body: Vec::new() })
    }

    fn pause(repeat: Repeat, answer: &Result<Response>) -> Option<u128> {
        Retries::new(&RetryPolicy::default(), repeat).pause_after(answer).map(|pause| pause.as_millis())
    }

    #[test]
    fn gateway_failures_are_repeated_only_where_it_is_safe() {
        for status in [503, 520, 521, 522, 524, 530] {
            assert_eq!(pause(Repeat::Always, &reply(status, None)), Some(100), "{status}");
            assert_eq!(pause(Repeat::IfNothingSent, &reply(status, None)), None, "{status}");
        }
        for status in [200, 400, 401, 500, 502] {
            assert_eq!(pause(Repeat::Always, &reply(status, None)), None, "{status}");
        }
    }

    #[test]
    fn retry_after_is_obeyed_up_to_its_limit() {
        assert_eq!(pause(Repeat::Always, &reply(429, Some("2"))), Some(2000));
        assert_eq!(pause(Repeat::Always, &reply(503, Some("2"))), Some(2000));
        assert_eq!(pause(Repeat::Always, &reply(429, Some("11"))), None);
        assert_eq!(pause(Repeat::Always, &reply(429, None)), None);
        assert_eq!(pause(Repeat::IfNothingSent, &reply(429, Some("2"))), None);
    }

    #[test]
    fn delays_are_used_in_turn_and_come_to_an_end() {
        let (policy, answer) = (RetryPolicy::default(), reply(503, None));
        let mut retries = Retries::new(&policy, Repeat::Always);
        let pauses: Vec<_> =
            std::iter::from_fn(|| retries.pause_after(&answer)).map(|pause| pause.as_millis()).collect();
        assert_eq!(pauses, [100, 5000, 5000]);
    }

    #[test]
    fn a_refused_connection_is_tried_once_more() {
        let (policy, refused) = (RetryPolicy::default(), Err(Error::network(Phase::Connect, "refused")));
        let mut retries = Retries::new(&policy, Repeat::IfNothingSent);
        assert_eq!(retries.pause_after(&refused), Some(Duration::from_millis(100)));
        assert_eq!(retries.pause_after(&refused), None);
        assert_eq!(pause(Repeat::Always, &Err(Error::network(Phase::Read, "reset"))), None);
    }
}
