//! What control paths take: a project out of the query, an object out of the body.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Failure};
use crate::state::{AppState, Project};

/// The project that `?project=` names, the first one without it.
pub struct Selected(pub Arc<Project>);

/// The project that `?project=` names, none without it.
pub(super) struct Named(pub(super) Option<String>);

#[derive(Deserialize)]
struct ProjectQuery {
    project: Option<String>,
}

impl FromRequestParts<AppState> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let query = Query::<ProjectQuery>::try_from_uri(&parts.uri);
        let Query(ProjectQuery { project }) = query.map_err(|error| Failure::invalid(error.body_text()))?;
        match state.project(project.as_deref()) {
            Some(_) => Ok(Self(project)),
            None => Err(Failure::argument("There is no such project")),
        }
    }
}

impl FromRequestParts<AppState> for Selected {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Named(project) = Named::from_request_parts(parts, state).await?;
        let project = state.project(project.as_deref());
        project.cloned().map(Self).ok_or_else(|| Failure::argument("There is no such project"))
    }
}

/// A JSON body, whatever its content type says; an empty one counts as an empty object.
pub struct Input<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Input<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|_| Failure::new(Code::TooLarge, "control body over the limit"))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let value = serde_json::from_slice(text);
        value.map(Self).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Failure::invalid(error.to_string()),
            _ => Failure::new(Code::Malformed, "control body is not JSON").with_detail(error.to_string()),
        })
    }
}
