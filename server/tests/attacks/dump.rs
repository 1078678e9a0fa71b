//! What the data file tells whoever reads it (service C2): no code, not even with all of them to try.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use rusqlite::Connection as Database;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};

use crate::chance::{Chance, seed};
use crate::connection::Connection;
use crate::folder::Folder;
use crate::hash_search::Facts;
use crate::service::Service;

const DATA: &str = "data.db";

fn kept_in(folder: &Folder) -> Service {
    Service::with(&["--data".as_ref(), folder.path(DATA).as_os_str()])
}

/// The codes of the last messages, by login ID.
fn codes(service: &Service) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages = service.get("/_doorcode/messages").json;
    let messages = messages["messages"].as_array().unwrap().iter();
    messages.map(|message| (text(&message["loginId"]), text(&message["code"]))).collect()
}

/// Every value of every column of every table.
fn cells(database: &Path) -> Vec<Vec<u8>> {
    let database = Database::open(database).unwrap();
    let mut names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    names.iter().flat_map(|name| table(&database, name)).collect()
}

fn table(database: &Database, name: &str) -> Vec<Vec<u8>> {
    let mut rows = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
    let columns = rows.column_count();
    let mut rows = rows.query([]).unwrap();
    let mut cells = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        cells.extend((0..columns).map(|column| bytes(row.get_ref(column).unwrap())));
    }
    cells
}

fn bytes(cell: ValueRef<'_>) -> Vec<u8> {
    match cell {
        ValueRef::Null => Vec::new(),
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => number.to_string().into_bytes(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
    }
}

/// The texts in a cell: the cell itself and, where it is JSON, every text in it.
fn texts(cell: &[u8]) -> Vec<Vec<u8>> {
    let mut found = vec![cell.to_vec()];
    if let Ok(value) = serde_json::from_slice(cell) {
        leaves(&value, &mut found);
    }
    found
}

fn leaves(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        Value::String(text) => found.push(text.clone().into_bytes()),
        other => found.push(other.to_string().into_bytes()),
    }
}

/// The bytes that a text may stand for.
fn decoded(text: &[u8]) -> Vec<Vec<u8>> {
    let engines = [STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD];
    let base64 = engines.iter().filter_map(|engine| engine.decode(text).ok());
    base64.chain(unhex(text)).chain([text.to_vec()]).collect()
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    let pair = |pair: &[u8]| Some((digit(pair[0])? << 4 | digit(*pair.get(1)?)?) as u8);
    text.chunks(2).map(pair).collect()
}

/// A code in the forms in which it might stand in a file.
fn forms(code: &str) -> [Vec<u8>; 3] {
    let hex: String = code.bytes().map(|byte| format!("{byte:02x}")).collect();
    [code.into(), hex.into_bytes(), STANDARD_NO_PAD.encode(code).into_bytes()]
}

/// Which of the codes stand anywhere in `bytes`.
fn found_in<'a>(bytes: &[u8], codes: impl Iterator<Item = &'a String>) -> HashSet<&'a String> {
    let forms: BTreeMap<_, _> = codes.flat_map(|code| forms(code).map(|form| (form, code))).collect();
    let lengths: HashSet<usize> = forms.keys().map(Vec::len).collect();
    let windows = lengths.iter().flat_map(|&length| bytes.windows(length));
    windows.filter_map(|window| forms.get(window).copied()).collect()
}

/// Codes of ten digits: shorter ones stand by chance in the many numbers of a database.
#[test]
fn no_code_stands_in_the_file_in_any_form() {
    let folder = Folder::new("dump");
    let service = kept_in(&folder);
    service.send("PATCH", "/_doorcode/settings", &[], &json!({"codeDigits": 10}).to_string());
    let mut chance = Chance::new(seed());
    let mut connection = Connection::open(&service);
    for number in 0..300 {
        let login_id = format!("user{number}@example.com");
        if number % 2 == 0 {
            let code = format!("{:010}", chance.below(10_000_000_000));
            service.put("/_doorcode/codes", &json!({"loginId": login_id, "code": code}));
        }
        connection.start(&login_id).ok();
    }
    let codes = codes(&service);
    for (login_id, code) in codes.iter().step_by(3) {
        connection.verify(login_id, code).ok();
    }
    assert_eq!(codes.len(), 300);
    let plant = "4915550199".to_owned();
    connection.call("/v1/auth/otp/signup/email", &json!({"loginId": "x@y.z", "user": {"name": plant}})).ok();

    let names = [DATA, "data.db-wal"].map(|name| fs::read(folder.path(name)).unwrap());
    let cells = cells(&folder.path(DATA));
    for bytes in [names.concat(), cells.join(&b'\n')] {
        assert_eq!(found_in(&bytes, [&plant].into_iter()).len(), 1, "the search finds what is there");
        assert_eq!(found_in(&bytes, codes.values()), HashSet::new());
    }
}

/// The challenges in the database, with the code that belongs to each.
fn challenges(database: &Path, codes: &BTreeMap<String, String>) -> Vec<(Facts, String)> {
    let database = Database::open(database).unwrap();
    let mut rows =
        database.prepare("SELECT project, subject, id, channel, login_id FROM challenges").unwrap();
    let facts = rows.query_map([], |row| {
        let channel: String = row.get(3)?;
        Ok(Facts {
            project: row.get(0)?,
            subject: row.get(1)?,
            challenge: row.get(2)?,
            channel: channel.trim_matches('"').to_owned(),
            login_id: row.get(4)?,
        })
    });
    let facts = facts.unwrap().map(Result::unwrap);
    facts.map(|facts| (codes[&facts.login_id].clone(), facts)).map(|(code, facts)| (facts, code)).collect()
}

#[test]
fn no_hash_of_all_codes_under_anything_in_the_database_is_in_it() {
    let folder = Folder::new("hashes");
    let service = kept_in(&folder);
    service.log_in("ann@example.com");
    let mut connection = Connection::open(&service);
    (0..8).for_each(|number| drop(connection.start(&format!("user{number}@example.com")).ok()));
    let codes = codes(&service);

    let cells = cells(&folder.path(DATA));
    let stored: HashSet<Vec<u8>> =
        cells.iter().flat_map(|cell| texts(cell)).flat_map(|text| decoded(&text)).collect();
    let values: HashSet<Vec<u8>> = stored.iter().filter(|value| value.len() == 32).cloned().collect();
    let challenges = challenges(&folder.path(DATA), &codes);
    assert!(challenges.len() == 8 && values.len() >= 8, "{} {}", challenges.len(), values.len());

    // Trying every code finds something exactly where the right one would be found, so that one is enough to
    // try a great many recipes with.
    for (facts, code) in &challenges {
        for recipe in facts.recipes() {
            let keyed = stored.iter().map(|key| recipe.keyed(key).apply(code));
            assert!(keyed.chain([recipe.apply(code)]).all(|hash| !values.contains(&hash)));
        }
    }

    let (facts, code) = &challenges[0];
    let management_key = service.line["managementKey"].as_str().unwrap();
    for recipe in [Facts::bare(), facts.prefixed()] {
        for recipe in [recipe.clone(), recipe.keyed(management_key.as_bytes())] {
            assert!(recipe.codes_behind(&values).is_empty());
        }
    }
    // The same search with the key that is kept beside the database finds the code.
    let key = fs::read(folder.path("data.db.key")).unwrap();
    assert_eq!(facts.prefixed().keyed(&key).codes_behind(&values), [code.clone()].into());
}
