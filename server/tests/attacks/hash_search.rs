//! Recipes by which a reader of the database might get from a code to what is stored of it.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::thread;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;

/// A hash over a text with the code somewhere in it, under a key or under none.
#[derive(Clone)]
pub(crate) struct Recipe {
    key: Option<Arc<hmac::Key>>,
    before: Vec<u8>,
    after: Vec<u8>,
}

/// What is known of a challenge besides its code.
pub(crate) struct Facts {
    pub(crate) project: String,
    pub(crate) subject: String,
    pub(crate) challenge: String,
    pub(crate) channel: String,
    pub(crate) login_id: String,
}

impl Recipe {
    fn new(before: Vec<u8>, after: Vec<u8>) -> Self {
        Self { key: None, before, after }
    }

    pub(crate) fn keyed(&self, key: &[u8]) -> Self {
        Self { key: Some(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, key))), ..self.clone() }
    }

    pub(crate) fn apply(&self, code: &str) -> Vec<u8> {
        let text = [&self.before, code.as_bytes(), &self.after].concat();
        match &self.key {
            Some(key) => hmac::sign(key, &text).as_ref().to_vec(),
            None => digest(&SHA256, &text).as_ref().to_vec(),
        }
    }

    /// The six-digit codes that this recipe turns into one of `values`, out of all there are.
    pub(crate) fn codes_behind(&self, values: &HashSet<Vec<u8>>) -> BTreeSet<String> {
        const PART: u32 = 250_000;
        let search = |from: u32| {
            let codes = (from..from + PART).map(|number| format!("{number:06}"));
            codes.filter(|code| values.contains(&self.apply(code))).collect::<Vec<_>>()
        };
        thread::scope(|scope| {
            let parts: Vec<_> = (0..4).map(|part| scope.spawn(move || search(part * PART))).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        })
    }
}

impl Facts {
    /// The code and nothing else.
    pub(crate) fn bare() -> Recipe {
        Recipe::new(Vec::new(), Vec::new())
    }

    /// Every part with its length in front, as the engine writes them.
    pub(crate) fn prefixed(&self) -> Recipe {
        let parts = ["1", &self.project, &self.challenge, &self.channel, &self.login_id];
        let part = |part: &str| [&(part.len() as u64).to_be_bytes(), part.as_bytes()].concat();
        let length_of_code = 6_u64.to_be_bytes().to_vec();
        Recipe::new([parts.map(part).concat(), length_of_code].concat(), Vec::new())
    }

    /// The recipes that somebody would try: any of the usual parts, before or behind the code, with the usual
    /// marks between them.
    pub(crate) fn recipes(&self) -> Vec<Recipe> {
        let parts = [&self.project, &self.challenge, &self.channel, &self.login_id].map(String::as_str);
        let lists: Vec<Vec<&str>> = vec![
            vec![],
            vec!["1", parts[0], parts[1], parts[2], parts[3]],
            vec![parts[0], parts[1], parts[2], parts[3]],
            vec![parts[1], parts[2], parts[3]],
            vec![parts[0], parts[1]],
            vec![parts[0], parts[3]],
            vec![parts[1], parts[3]],
            vec![parts[1]],
            vec![parts[3]],
            vec![&self.subject],
            vec![&self.subject, parts[1]],
        ];
        let marks = ["", ":", "|", ".", ",", "\0", "\n"];
        let joined = lists.iter().flat_map(|list| marks.map(|mark| around(list, mark))).flatten();
        joined.chain([self.prefixed()]).collect()
    }
}

/// The parts before the code, and behind it.
fn around(parts: &[&str], mark: &str) -> [Recipe; 2] {
    let before: String = parts.iter().map(|part| format!("{part}{mark}")).collect();
    let after: String = parts.iter().map(|part| format!("{mark}{part}")).collect();
    [Recipe::new(before.into_bytes(), Vec::new()), Recipe::new(Vec::new(), after.into_bytes())]
}
