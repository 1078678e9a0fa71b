//! The members of a JSON body. Clients differ in what they leave out, send as null or send as an empty text, so
//! the three mean the same here; only a wrong type is an error, which names the field.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

use crate::error::{Code, Failure};
use crate::state::AppState;

/// The largest body that is read.
const LIMIT: usize = 1024 * 1024;

/// The longest login ID.
const LONGEST_ID: usize = 1024;

/// The largest custom claims, as JSON: they travel in every token.
const LARGEST_CLAIMS: usize = 64 * 1024;

/// The members of a body, or of an object in it. A missing body has none.
#[derive(Default)]
pub(crate) struct Fields {
    members: Map<String, Value>,
    /// Where the object stands in the body.
    path: String,
}

impl FromRequest<AppState> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Failure> {
        let body = to_bytes(request.into_body(), LIMIT).await;
        let body = body.map_err(|_| Failure::new(Code::TooLarge, "body over the limit"))?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        let malformed = |_| Failure::new(Code::Malformed, "the body is not a JSON object");
        serde_json::from_slice(&body).map(Self::new).map_err(malformed)
    }
}

impl Fields {
    /// The members of a whole body.
    pub(crate) fn new(members: Map<String, Value>) -> Self {
        Self { members, path: String::new() }
    }

    /// Whether there is a value under one of the names.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    /// A text that is there and not empty.
    pub(crate) fn text(&self, names: &[&str]) -> Result<Option<String>, Failure> {
        let texts = names.iter().map(|name| self.said(&[name]));
        texts
            .collect::<Result<Vec<_>, _>>()
            .map(|texts| texts.into_iter().flatten().find(|text| !text.is_empty()))
    }

    /// A text that is there, empty or not.
    pub(crate) fn said(&self, names: &[&str]) -> Result<Option<String>, Failure> {
        self.typed(names, "a string", |value| value.as_str().map(str::to_owned))
    }

    /// A text that must be there; the first name is the one a refusal names.
    pub(crate) fn required(&self, names: &[&str]) -> Result<String, Failure> {
        self.text(names)?.ok_or_else(|| Failure::missing(&self.place(names[0])))
    }

    /// A login ID that must be there.
    pub(crate) fn login_id(&self) -> Result<String, Failure> {
        let login_id = self.required(&["loginId", "identifier"])?;
        let too_long = || Failure::invalid("The loginId field is too long");
        (login_id.len() <= LONGEST_ID).then_some(login_id).ok_or_else(too_long)
    }

    /// Custom claims, none unless they are there.
    pub(crate) fn claims(&self) -> Result<Map<String, Value>, Failure> {
        let claims = Value::from(self.object(&["customClaims"])?);
        match claims {
            claims if claims.to_string().len() > LARGEST_CLAIMS => {
                Err(Failure::invalid(format!("The {} field is too large", self.place("customClaims"))))
            }
            Value::Object(claims) => Ok(claims),
            _ => Ok(Map::new()),
        }
    }

    /// A flag, if it is there.
    pub(crate) fn maybe_flag(&self, names: &[&str]) -> Result<Option<bool>, Failure> {
        self.typed(names, "a boolean", Value::as_bool)
    }

    /// A flag that is off unless it is there.
    pub(crate) fn flag(&self, names: &[&str]) -> Result<bool, Failure> {
        Ok(self.maybe_flag(names)?.unwrap_or(false))
    }

    /// A whole number.
    pub(crate) fn integer(&self, names: &[&str]) -> Result<Option<i64>, Failure> {
        self.typed(names, "an integer", Value::as_i64)
    }

    /// A number that is not negative.
    pub(crate) fn count(&self, names: &[&str]) -> Result<usize, Failure> {
        let count = self.typed(names, "a count", |value| usize::try_from(value.as_u64()?).ok())?;
        Ok(count.unwrap_or(0))
    }

    /// An object, if it is there. PHP has no other way to write an empty one than `[]`.
    pub(crate) fn maybe_object(&self, names: &[&str]) -> Result<Option<Map<String, Value>>, Failure> {
        self.typed(names, "an object", |value| match value {
            Value::Object(members) => Some(members.clone()),
            Value::Array(items) if items.is_empty() => Some(Map::new()),
            _ => None,
        })
    }

    /// An object that is empty unless it is there.
    pub(crate) fn object(&self, names: &[&str]) -> Result<Map<String, Value>, Failure> {
        Ok(self.maybe_object(names)?.unwrap_or_default())
    }

    /// The members of an object, none unless it is there.
    pub(crate) fn fields(&self, name: &str) -> Result<Self, Failure> {
        Ok(Self { members: self.object(&[name])?, path: self.place(name) + "." })
    }

    /// Texts, if they are there.
    pub(crate) fn maybe_texts(&self, names: &[&str]) -> Result<Option<Vec<String>>, Failure> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.typed(names, "an array of strings", |value| value.as_array()?.iter().map(text).collect())
    }

    /// Texts, none unless they are there.
    pub(crate) fn texts(&self, names: &[&str]) -> Result<Vec<String>, Failure> {
        Ok(self.maybe_texts(names)?.unwrap_or_default())
    }

    /// The objects of an array, if it is there.
    pub(crate) fn maybe_list(&self, names: &[&str]) -> Result<Option<Vec<Self>>, Failure> {
        let list = self.typed(names, "an array of objects", |value| {
            value.as_array()?.iter().map(|item| item.as_object().cloned()).collect::<Option<Vec<_>>>()
        })?;
        let path = |index| format!("{}[{index}].", self.place(names[0]));
        let item = |(index, members)| Self { members, path: path(index) };
        Ok(list.map(|list| list.into_iter().enumerate().map(item).collect()))
    }

    /// The first value under one of the names that is there and not null.
    fn find(&self, names: &[&str]) -> Option<(String, &Value)> {
        names.iter().find_map(|name| {
            let value = self.members.get(*name).filter(|value| !value.is_null())?;
            Some((self.place(name), value))
        })
    }

    fn typed<T>(
        &self,
        names: &[&str],
        kind: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some((place, value)) = self.find(names) else { return Ok(None) };
        let wrong = || Failure::invalid(format!("The {place} field must be {kind}"));
        read(value).map(Some).ok_or_else(wrong)
    }

    fn place(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: &Value) -> Fields {
        Fields::new(value.as_object().cloned().unwrap())
    }

    #[test]
    fn missing_null_and_empty_mean_the_same() {
        for body in [json!({}), json!({"loginId": null}), json!({"loginId": ""})] {
            let failure = fields(&body).login_id().unwrap_err();
            assert_eq!(failure, Failure::missing("loginId"));
        }
    }

    #[test]
    fn every_alias_is_understood_and_an_empty_one_passed_over() {
        let body = fields(&json!({"loginId": "", "identifier": "ann"}));
        assert_eq!(body.login_id(), Ok("ann".to_owned()));
    }

    #[test]
    fn a_wrong_type_names_its_field() {
        let body = fields(&json!({"a": {"b": [{"c": "x"}, {"c": 1}]}, "d": "true", "e": [1], "f": 1.5}));
        let list = body.fields("a").unwrap().maybe_list(&["b"]).unwrap().unwrap();
        assert_eq!(list[1].text(&["c"]), Err(Failure::invalid("The a.b[1].c field must be a string")));
        assert_eq!(body.flag(&["d"]), Err(Failure::invalid("The d field must be a boolean")));
        assert_eq!(body.texts(&["e"]), Err(Failure::invalid("The e field must be an array of strings")));
        assert_eq!(body.integer(&["f"]), Err(Failure::invalid("The f field must be an integer")));
    }

    #[test]
    fn login_ids_have_an_end() {
        assert!(fields(&json!({"loginId": "x".repeat(1024)})).login_id().is_ok());
        assert!(fields(&json!({"loginId": "x".repeat(1025)})).login_id().is_err());
    }
}
