//! All tables look alike from here: rows of texts and integers, with a column `project`.

use rusqlite::types::{ToSqlOutput, Value as Cell, ValueRef};
use rusqlite::{Row, ToSql, params_from_iter};
use serde_json::{Map, Value};

use super::Sqlite;
use crate::store::{Snapshots, StoreError};

/// Parents before children. `projects` is not among them: keys and settings outlive the records.
const TABLES: [&str; 10] = [
    "users",
    "login_ids",
    "challenges",
    "failures",
    "sessions",
    "tenants",
    "roles",
    "access_keys",
    "sends",
    "logins",
];

impl Snapshots for Sqlite<'_> {
    fn dump(&self) -> Result<Map<String, Value>, StoreError> {
        TABLES.iter().map(|table| Ok(((*table).to_owned(), self.rows(table)?))).collect()
    }

    fn clear(&self) -> Result<(), StoreError> {
        for table in TABLES.iter().rev() {
            self.execute(&format!("DELETE FROM {table} WHERE project = ?1"), [self.project])?;
        }
        Ok(())
    }

    fn restore(&self, dump: &Map<String, Value>) -> Result<(), StoreError> {
        for table in TABLES {
            let columns = self.columns(table)?;
            for row in dump.get(table).and_then(Value::as_array).into_iter().flatten() {
                self.insert(table, &columns, row)?;
            }
        }
        Ok(())
    }
}

impl Sqlite<'_> {
    fn rows(&self, table: &str) -> Result<Value, StoreError> {
        let columns = self.columns(table)?;
        let sql = format!("SELECT {} FROM {table} WHERE project = ?1", columns.join(", "));
        Ok(Value::Array(self.all(&sql, [self.project], |row| members(&columns, row))?))
    }

    fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT name FROM pragma_table_info(?1) WHERE name <> 'project'";
        self.all(sql, [table], |row| Ok(row.get(0)?))
    }

    fn insert(&self, table: &str, columns: &[String], row: &Value) -> Result<(), StoreError> {
        let marks = vec!["?"; columns.len() + 1].join(", ");
        let sql = format!("INSERT INTO {table} (project, {}) VALUES ({marks})", columns.join(", "));
        let project = Value::from(self.project);
        let cells = columns.iter().map(|column| &row[column]);
        let cells: Vec<_> = std::iter::once(&project).chain(cells).map(Member).collect();
        self.execute(&sql, params_from_iter(cells)).map(drop)
    }
}

fn members(columns: &[String], row: &Row<'_>) -> Result<Value, StoreError> {
    let member = |(index, column): (usize, &String)| Ok((column.clone(), value(row.get_ref(index)?)));
    columns.iter().enumerate().map(member).collect::<Result<Map<_, _>, StoreError>>().map(Value::Object)
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Integer(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}

/// A member of a dump on its way into a column. What is neither text nor integer becomes null, which the
/// schema then refuses where it matters.
struct Member<'a>(&'a Value);

impl ToSql for Member<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::String(text) => ToSqlOutput::from(text.as_str()),
            Value::Number(number) => ToSqlOutput::Owned(number.as_i64().map_or(Cell::Null, Cell::Integer)),
            _ => ToSqlOutput::Owned(Cell::Null),
        })
    }
}
