//! The texts of messages. A template has places in double braces: `{{code}}`, `{{minutes}}`, and one for each
//! template option of the call, by its name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::engine::Channel;

/// Used when a project has set no text of its own.
const DEFAULT: &str = "{{code}} is your verification code. It is good for {{minutes}}.";

/// The text a project has set for this template ID, or for the whole channel.
#[must_use]
pub fn choose<'a>(
    templates: &'a BTreeMap<String, String>,
    template_id: Option<&str>,
    channel: Channel,
) -> Option<&'a str> {
    let own = template_id.and_then(|id| templates.get(id));
    own.or_else(|| templates.get(channel.as_str())).map(String::as_str)
}

/// What a person reads: `template`, or the usual text, with the code, its life in seconds and the template
/// options of the call in their places.
#[must_use]
pub fn text(template: Option<&str>, code: &str, lifetime: i64, options: &Map<String, Value>) -> String {
    fill(template.unwrap_or(DEFAULT), |name| match name {
        "code" => Some(code.into()),
        "minutes" => Some(minutes(lifetime).into()),
        name => options.get(name).map(plain),
    })
}

/// A string without its quotes, anything else as JSON.
fn plain(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed)
}

/// `template` with every `{{name}}` replaced. A name without a value stays as it stands, so that the mistake
/// shows; a value is never looked into for further places.
pub fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = place(rest) {
        filled.push_str(before);
        match value(name.trim()) {
            Some(value) => filled.push_str(&value),
            None => filled.extend(["{{", name, "}}"]),
        }
        rest = after;
    }
    filled + rest
}

/// The first place in `text`: what stands before it, its name, what follows. With three opening braces the
/// first is text, so that a place can stand inside the braces of a JSON object.
fn place(text: &str) -> Option<(&str, &str, &str)> {
    let opening = text.find("{{")?;
    let end = opening + text[opening..].find("}}")?;
    let start = text[..end].rfind("{{")?;
    Some((&text[..start], &text[start + 2..end], &text[end + 2..]))
}

fn minutes(seconds: i64) -> String {
    match seconds.div_euclid(60) {
        0 => "less than a minute".to_owned(),
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let options = Map::from_iter([("app".to_owned(), "{{code}}".into()), ("count".to_owned(), 3.into())]);
        text(Some(template), "012345", 180, &options)
    }

    #[test]
    fn the_usual_text_has_code_and_life() {
        let text = text(None, "012345", 180, &Map::new());
        assert_eq!(text, "012345 is your verification code. It is good for 3 minutes.");
    }

    #[test]
    fn a_template_is_chosen_by_id_then_by_channel() {
        let templates =
            BTreeMap::from([("welcome", "hello"), ("sms", "short")].map(|(k, v)| (k.into(), v.into())));
        let chosen = |id, channel| choose(&templates, id, channel);
        assert_eq!(chosen(Some("welcome"), Channel::Sms), Some("hello"));
        assert_eq!(chosen(Some("missing"), Channel::Sms), Some("short"));
        assert_eq!(chosen(None, Channel::Email), None);
    }

    #[test]
    fn options_take_their_places_and_are_not_looked_into() {
        assert_eq!(filled("{{ app }}: {{code}} {{count}}"), "{{code}}: 012345 3");
    }

    #[test]
    fn what_is_no_place_stays() {
        for text in ["", "no place", "{{unknown}}", "{{", "}}", "{code}", "}} {{", "{{code"] {
            assert_eq!(filled(text), text);
        }
        assert_eq!(filled("}}{{code}}{{"), "}}012345{{");
        assert_eq!(filled(r#"{"a":1,{{code}}}"#), r#"{"a":1,012345}"#);
        assert_eq!(filled("{{{code}}}"), "{012345}");
    }

    #[test]
    fn lives_read_well() {
        assert_eq!(minutes(30), "less than a minute");
        assert_eq!(minutes(60), "1 minute");
        assert_eq!(minutes(600), "10 minutes");
    }
}
