//! One measured pair: a JSON object for programs, a line for people.

/// Prints `row`, which has name, unit, ours, peer, `peer_name`, ratio, target and met.
pub(crate) fn print(row: &serde_json::Value) {
    println!("{row}");
    let rounded = |name: &str| row[name].as_f64().map_or_else(|| "-".into(), |number| format!("{number:.3}"));
    let met = row["met"].as_bool().map_or("", |met| if met { "met" } else { "MISSED" });
    eprintln!(
        "{:<48} {:>10} {:<5} {:>10} {:<30} ratio {:>8}  target {:>6}  {met}",
        row["name"].as_str().unwrap_or_default(),
        rounded("ours"),
        row["unit"].as_str().unwrap_or_default(),
        rounded("peer"),
        row["peer_name"].as_str().unwrap_or_default(),
        rounded("ratio"),
        rounded("target"),
    );
}
