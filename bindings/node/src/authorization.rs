//! What a token allows, asked of its claims.

use doorcode::{Error, Reason, Result, Token, authorization};
use napi::bindgen_prelude::{Either, Unknown};
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::argument::{optional_text, text};
use crate::client::either;
use crate::error::Failure;
use crate::fields::Fields;

/// Whether all of `wanted` (a list, as JSON) are held. `claim` is `permissions` or `roles`.
#[napi]
pub fn authorized(
    claims: String,
    tenant: Unknown<'_>,
    claim: String,
    wanted: String,
) -> Either<bool, Failure> {
    either(
        asked(&claims, tenant, &claim, &wanted)
            .map(|(claims, tenant, wanted)| authorization::has(&claims, tenant.as_deref(), &claim, &wanted)),
    )
}

/// Those of `wanted` (a list, as JSON) that are held, in the order asked.
#[napi]
pub fn matched(
    claims: String,
    tenant: Unknown<'_>,
    claim: String,
    wanted: String,
) -> Either<Vec<String>, Failure> {
    either(asked(&claims, tenant, &claim, &wanted).map(|(claims, tenant, wanted)| {
        let matched = authorization::matched(&claims, tenant.as_deref(), &claim, &wanted);
        matched.into_iter().map(str::to_owned).collect()
    }))
}

type Asked = (Map<String, Value>, Option<String>, Vec<String>);

fn asked(claims: &str, tenant: Unknown<'_>, claim: &str, wanted: &str) -> Result<Asked> {
    let claims = Fields::parse(Some(claims), "token")?.rest();
    // The list travels under the name of its claim, so that a refusal names it.
    let wanted = Fields::parse(Some(&format!("{{{claim:?}:{wanted}}}")), claim)?.texts(claim)?;
    let missing =
        || Error::invalid_argument(claim.to_owned(), Reason::Missing, format!("{claim} were not given"));
    Ok((claims, optional_text(tenant, "tenant")?, wanted.ok_or_else(missing)?))
}

/// All that a token holds in a tenant or in the project, **without checking anything**.
#[napi]
pub fn held_unverified(jwt: Unknown<'_>, tenant: Unknown<'_>, claim: String) -> Either<Vec<String>, Failure> {
    let held = || {
        let (jwt, tenant) = (text(jwt, "jwt")?, optional_text(tenant, "tenant")?);
        let token = Token::decode_unverified(&jwt)?;
        let held = match claim.as_str() {
            "roles" => token.roles_of(tenant.as_deref()),
            _ => token.permissions_of(tenant.as_deref()),
        };
        Ok(held.into_iter().map(str::to_owned).collect())
    };
    either(held())
}
