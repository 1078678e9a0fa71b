//! Strict JSON objects: what serde_json accepts, minus member names that come twice at any level.
//!
//! Parsers disagree about repeated names, and a token that two programs read differently is an attack
//! (RFC 7515 §4, RFC 7519 §4). serde_json itself refuses a byte order mark, text after the value, lone
//! surrogates, numbers no `f64` can hold, and nesting of 128 levels.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Takes the members of an object, one by one.
pub(super) trait Members<'de> {
    /// Takes the value of `name` out of `object`: exactly one `next_value`.
    fn member<A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error>;
}

/// Reads `text`, which has to be exactly one object, into `members`.
pub(super) fn read_object<'de>(text: &'de str, members: &mut impl Members<'de>) -> serde_json::Result<()> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(ObjectVisitor(members))?;
    json.end()
}

struct ObjectVisitor<'m, M>(&'m mut M);

impl<'de, M: Members<'de>> Visitor<'de> for ObjectVisitor<'_, M> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut names = Names::new();
        while let Some(Name(name)) = object.next_key()? {
            self.0.member(&name, &mut object)?;
            names.add(name)?;
        }
        Ok(())
    }
}

/// A value that was read to its end and found strict; nothing of it is kept.
pub(super) struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(ValueVisitor::<false>).map(|_| Self)
    }
}

impl<'de> Members<'de> for Checked {
    fn member<A: MapAccess<'de>>(&mut self, _name: &str, object: &mut A) -> Result<(), A::Error> {
        object.next_value::<Self>().map(drop)
    }
}

/// A value of which scalars and flat lists of strings are kept.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Texts(Vec<Cow<'a, str>>),
    Other,
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(ValueVisitor::<true>)
    }
}

/// `LISTS`: whether lists of strings are kept.
struct ValueVisitor<const LISTS: bool>;

impl<'de, const LISTS: bool> Visitor<'de> for ValueVisitor<LISTS> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Other)
    }

    // Dates are compared as f64; an integer too large to be exact is no date anyway.
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut texts = LISTS.then(Vec::new);
        while let Some(value) = list.next_element()? {
            match (value, &mut texts) {
                (Value::Text(text), Some(texts)) => texts.push(text),
                _ => texts = None,
            }
        }
        Ok(texts.map_or(Value::Other, Value::Texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Value<'de>, A::Error> {
        ObjectVisitor(&mut Checked).visit_map(object).map(|()| Value::Other)
    }
}

#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The names seen in one object. Real objects have few; a hostile one must not cost quadratic time.
struct Names<'a> {
    few: Vec<Cow<'a, str>>,
    more: HashSet<Cow<'a, str>>,
}

const FEW: usize = 16;

impl<'a> Names<'a> {
    fn new() -> Self {
        Self { few: Vec::with_capacity(FEW), more: HashSet::new() }
    }

    fn add<E: Error>(&mut self, name: Cow<'a, str>) -> Result<(), E> {
        // The text of the error stays free of the name: it is token text.
        if self.few.contains(&name) || !self.keep(name) {
            return Err(E::custom("a member name comes twice"));
        }
        Ok(())
    }

    fn keep(&mut self, name: Cow<'a, str>) -> bool {
        if self.few.len() < FEW {
            self.few.push(name);
            return true;
        }
        self.more.insert(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        read_object(text, &mut Checked).is_ok()
    }

    #[test]
    fn one_object_is_accepted() {
        for text in ["{}", " {\"a\":1} \n", r#"{"a":{"a":[{"a":null},{"a":true}]},"b":"\u0061"}"#] {
            assert!(accepts(text), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "null",
            "[]",
            "\"a\"",
            "1",
            "{}{}",
            "{} x",
            "\u{feff}{}",
            "{\"a\":1,}",
            "{'a':1}",
            "{\"a\":NaN}",
        ] {
            assert!(!accepts(text), "{text}");
        }
    }

    #[test]
    fn a_name_may_come_once_at_every_level() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#"{"x":[[{"a":1,"a":2}]]}"#,
        ] {
            assert!(!accepts(text), "{text}");
        }
    }

    #[test]
    fn the_last_of_many_names_is_compared_too() {
        let many: Vec<String> = (0..3 * FEW).map(|n| format!("\"m{n}\":{n}")).collect();
        let once = many.join(",");
        assert!(accepts(&format!("{{{once}}}")));
        for name in [0, FEW - 1, FEW, 3 * FEW - 1] {
            assert!(!accepts(&format!("{{{once},\"m{name}\":0}}")), "{name}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(accepts(&nested(100)));
        assert!(!accepts(&nested(128)));
        assert!(!accepts(&nested(10_000)));
    }
}
