//! The table of differences that are meant to be.

use serde::Deserialize;
use serde_json::Value;

use super::cases;
use super::compare::Difference;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    #[serde(rename = "about")]
    _about: String,
    rows: Vec<Row>,
}

/// The same difference in some cases, from some clients.
///
/// `cases` are ids; `sign_up.*` is all that begin so, `*` is all, `!id` takes one out. A row stands for every case it
/// names in which the client sends something: one that stops happening in a single case is as wrong as one that
/// never did.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    whose: Vec<String>,
    cases: Vec<String>,
    field: String,
    #[serde(default, deserialize_with = "cases::present")]
    theirs: Option<Value>,
    #[serde(default, deserialize_with = "cases::present")]
    ours: Option<Value>,
    why: String,
}

impl Table {
    pub fn read() -> Self {
        cases::read("differences.json")
    }

    /// What happens and is not told, and what is told and does not happen, one line each. `sent` are the cases in
    /// which each client sends something.
    pub fn complaints(&self, sent: &[(&str, &str)], found: &[Difference]) -> Vec<String> {
        let told: Vec<_> = self.rows.iter().flat_map(|row| row.differences(sent)).collect();
        let untold = found.iter().filter(|one| !told.contains(one)).map(|one| format!("not told: {one}"));
        let gone = told.iter().filter(|one| !found.contains(one)).map(|one| format!("no longer: {one}"));
        let idle =
            self.rows.iter().filter(|row| row.is_idle(sent)).map(|row| format!("names nothing: {row:?}"));
        untold.chain(gone).chain(idle).collect()
    }
}

impl Row {
    /// Every difference that the row stands for.
    fn differences(&self, sent: &[(&str, &str)]) -> Vec<Difference> {
        let named =
            sent.iter().filter(|(peer, case)| self.whose.iter().any(|one| one == peer) && self.names(case));
        let difference = |(peer, case): &(&str, &str)| Difference {
            peer: (*peer).to_owned(),
            case: (*case).to_owned(),
            field: self.field.clone(),
            theirs: self.theirs.clone(),
            ours: self.ours.clone(),
        };
        named.map(difference).collect()
    }

    fn names(&self, case: &str) -> bool {
        let (out, of): (Vec<_>, Vec<_>) = self.cases.iter().partition(|pattern| pattern.starts_with('!'));
        of.iter().any(|pattern| fits(pattern, case)) && !out.iter().any(|pattern| fits(&pattern[1..], case))
    }

    /// Whether some client or pattern of the row is about nothing, or nobody says why.
    fn is_idle(&self, sent: &[(&str, &str)]) -> bool {
        let unknown =
            |pattern: &String| !sent.iter().any(|(_, case)| fits(pattern.trim_start_matches('!'), case));
        let silent = |whose: &String| !sent.iter().any(|(peer, case)| peer == whose && self.names(case));
        self.why.is_empty() || self.cases.iter().any(unknown) || self.whose.iter().any(silent)
    }
}

fn fits(pattern: &str, case: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == case, |start| case.starts_with(start))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SENT: [(&str, &str); 3] = [("node", "a.one"), ("node", "a.two"), ("python", "a.one")];

    fn complaints(row: Value, found: &[(&str, &str)]) -> Vec<String> {
        let table: Table = serde_json::from_value(json!({"about": "one", "rows": [row]})).unwrap();
        let difference = |(peer, case): &(&str, &str)| {
            Difference::between(peer, case, &json!([{"body": {"x": 1}}]), &json!([{"body": {}}])).remove(0)
        };
        table.complaints(&SENT, &found.iter().map(difference).collect::<Vec<_>>())
    }

    fn row(cases: Value) -> Value {
        json!({"whose": ["node"], "cases": cases, "field": "body.x", "theirs": 1, "why": "because"})
    }

    #[test]
    fn what_is_told_and_happens_is_fine() {
        for cases in [json!(["a.*"]), json!(["*"]), json!(["a.one", "a.two"])] {
            assert_eq!(complaints(row(cases), &SENT[..2]), [""; 0]);
        }
        assert_eq!(complaints(row(json!(["a.*", "!a.two"])), &SENT[..1]), [""; 0]);
    }

    #[test]
    fn what_is_not_told_is_found() {
        let told = complaints(row(json!(["a.one"])), &SENT);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().all(|line| line.starts_with("not told: ")), "{told:?}");
    }

    #[test]
    fn what_no_longer_happens_is_found() {
        let told = complaints(row(json!(["a.*"])), &SENT[..1]);
        assert_eq!(told, ["no longer: a.two / body.x: node sends 1, we send nothing"]);
        let mut other = row(json!(["a.*"]));
        other["ours"] = json!(null);
        assert_eq!(complaints(other, &SENT[..2]).len(), 4, "null is not nothing");
    }

    #[test]
    fn rows_about_nothing_are_found() {
        for cases in [json!(["a.*", "b.*"]), json!(["a.*", "!b"])] {
            assert_eq!(complaints(row(cases), &SENT[..2]).len(), 1);
        }
        let mut silent = row(json!(["a.two"]));
        silent["whose"] = json!(["node", "python"]);
        assert_eq!(complaints(silent, &SENT[1..2]).len(), 1);
    }
}
