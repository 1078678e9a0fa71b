//! The JOSE header of a token.

use serde::de::MapAccess;

use super::Algorithm;
use super::json::{self, Checked, Members, Value};
use crate::error::{Error, Reason, Result};

/// What of a header counts. `jku`, `x5u`, `x5c` and `jwk` would let a token choose the key that proves
/// it, and are not even read (RFC 8725 §3.10); nor is `typ`.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
}

#[derive(Default)]
struct Raw<'a> {
    alg: Option<Value<'a>>,
    kid: Option<Value<'a>>,
    crit: bool,
}

impl Header {
    pub(super) fn parse(json: &str) -> Result<Self> {
        let mut raw = Raw::default();
        json::read_object(json, &mut raw)
            .map_err(|_| malformed("the header is not one strict JSON object"))?;
        let algorithm = accepted(raw.alg.as_ref())?;
        if raw.crit {
            return Err(Error::token(Reason::Critical, "the header has `crit`, and no extension is known"));
        }
        Ok(Self { algorithm, kid: text(raw.kid)? })
    }
}

fn accepted(alg: Option<&Value<'_>>) -> Result<Algorithm> {
    let name = match alg {
        Some(Value::Text(name)) => name,
        Some(_) => return Err(Error::token(Reason::Algorithm, "`alg` is not a string")),
        None => return Err(Error::token(Reason::Algorithm, "the header has no `alg`")),
    };
    Algorithm::from_name(name)
        .ok_or_else(|| Error::token(Reason::Algorithm, "`alg` is not one of the accepted"))
}

fn text(kid: Option<Value<'_>>) -> Result<Option<String>> {
    match kid {
        None => Ok(None),
        Some(Value::Text(kid)) => Ok(Some(kid.into_owned())),
        Some(_) => Err(malformed("`kid` is not a string")),
    }
}

fn malformed(detail: &str) -> Error {
    Error::token(Reason::Malformed, detail)
}

impl<'de> Members<'de> for Raw<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error> {
        match name {
            "alg" => self.alg = Some(object.next_value()?),
            "kid" => self.kid = Some(object.next_value()?),
            _ => {
                self.crit |= name == "crit";
                object.next_value::<Checked>()?;
            }
        }
        Ok(())
    }
}
