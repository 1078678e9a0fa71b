//! What the story needs of the local service beyond the protocol: its inbox and its clock.

use std::time::Duration;

use serde::Deserialize;

use super::story::Oops;

/// A running `doorcode dev`.
pub(crate) struct Service {
    pub(crate) url: String,
    pub(crate) project_id: String,
    http: reqwest::Client,
}

/// A message as it stands in the inbox.
#[derive(Deserialize)]
pub(crate) struct Message {
    pub(crate) code: String,
    pub(crate) text: String,
}

impl Service {
    /// The service that `DOORCODE_URL` and `DOORCODE_PROJECT_ID` name.
    pub(crate) fn from_env() -> Result<Self, Oops> {
        let variable =
            |name| std::env::var(name).map_err(|_| Oops(format!("{name} is not set; run `make demo`")));
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { url: variable("DOORCODE_URL")?, project_id: variable("DOORCODE_PROJECT_ID")?, http })
    }

    /// The newest message to `recipient`.
    pub(crate) async fn last_message(&self, recipient: &str) -> Result<Message, Oops> {
        #[derive(Deserialize)]
        struct Messages {
            messages: Vec<Message>,
        }
        let url = format!("{}/_doorcode/messages?wait=5&to={recipient}", self.url);
        let body = self.http.get(url).send().await?.error_for_status()?.text().await?;
        let mut inbox: Messages = serde_json::from_str(&body)?;
        inbox.messages.pop().ok_or_else(|| Oops("no message arrived".into()))
    }

    /// Moves the service's clock forward.
    pub(crate) async fn advance_clock(&self, by: Duration) -> Result<(), Oops> {
        let body = serde_json::json!({ "advance": by.as_secs() }).to_string();
        let url = format!("{}/_doorcode/clock", self.url);
        self.http
            .post(url)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}
