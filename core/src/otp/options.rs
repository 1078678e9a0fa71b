//! What a start may be told beyond its arguments. Everything is optional; what is not set is not sent.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// Who signs up. Sent as given (protocol §5.3).
///
/// ```
/// use doorcode::SignUpDetails;
///
/// let details = SignUpDetails { given_name: Some("Ann".into()), ..Default::default() };
/// assert!(details.email.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignUpDetails {
    /// The whole name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address, when the login ID is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The phone number, when the login ID is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Further members, by their wire names.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How to sign up (protocol §5.2).
///
/// ```
/// use doorcode::SignUpOptions;
///
/// let options = SignUpOptions { locale: Some("de".into()), ..Default::default() };
/// assert!(!options.revoke_other_sessions);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignUpOptions {
    /// Claims that will stand in the session token under `nsec`: set by the client, so not to be trusted.
    pub custom_claims: Map<String, Value>,
    /// Variables of the message template.
    pub template_options: BTreeMap<String, Value>,
    /// Another message template.
    pub template_id: Option<String>,
    /// The tenant to sign up with.
    pub tenant_id: Option<String>,
    /// The language of the message, for example `de`.
    pub locale: Option<String>,
    /// Ends the user's other sessions on success. Default false.
    pub revoke_other_sessions: bool,
    /// Another provider of messages.
    pub provider_id: Option<String>,
}

/// How to sign in (protocol §5.1).
///
/// ```
/// use doorcode::LoginOptions;
///
/// let options = LoginOptions { stepup: true, ..Default::default() };
/// assert!(!options.mfa);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoginOptions {
    /// Claims that will stand in the session token under `nsec`: set by the client, so not to be trusted.
    pub custom_claims: Map<String, Value>,
    /// Variables of the message template.
    pub template_options: BTreeMap<String, Value>,
    /// Another message template.
    pub template_id: Option<String>,
    /// The tenant to sign in with.
    pub tenant_id: Option<String>,
    /// The language of the message, for example `de`.
    pub locale: Option<String>,
    /// Ends the user's other sessions on success. Default false.
    pub revoke_other_sessions: bool,
    /// Restricts which sessions are ended.
    pub revoke_other_sessions_types: Vec<String>,
    /// Another provider of messages.
    pub provider_id: Option<String>,
    /// Asks for a stepped-up session (claim `su`); needs the refresh token. Default false.
    pub stepup: bool,
    /// Adds this method to those of the session (claim `amr`); needs the refresh token. Default false.
    pub mfa: bool,
    /// The SSO application to sign in for.
    pub sso_app_id: Option<String>,
}

impl From<SignUpOptions> for LoginOptions {
    fn from(options: SignUpOptions) -> Self {
        Self {
            custom_claims: options.custom_claims,
            template_options: options.template_options,
            template_id: options.template_id,
            tenant_id: options.tenant_id,
            locale: options.locale,
            revoke_other_sessions: options.revoke_other_sessions,
            provider_id: options.provider_id,
            ..Self::default()
        }
    }
}

/// How to change an e-mail address or phone number (protocol §5.4).
///
/// ```
/// use doorcode::UpdateOptions;
///
/// let options = UpdateOptions { add_to_login_ids: true, ..Default::default() };
/// assert!(!options.on_merge_use_existing);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateOptions {
    /// The new address becomes a login ID too. Default false.
    pub add_to_login_ids: bool,
    /// If the new login ID belongs to another user, that one survives the merge, and this session ends.
    /// Default false: the user being changed survives.
    pub on_merge_use_existing: bool,
    /// Variables of the message template.
    pub template_options: BTreeMap<String, Value>,
    /// Another message template.
    pub template_id: Option<String>,
    /// Another provider of messages.
    pub provider_id: Option<String>,
    /// The language of the message, for example `de`.
    pub locale: Option<String>,
    /// Keeps the methods of the session and adds this one (claim `amr`). Default false.
    pub mfa: bool,
}
