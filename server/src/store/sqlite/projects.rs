use rusqlite::{Row, params};
use serde_json::Value;

use super::{Sqlite, decode, encode};
use crate::store::{Projects, SavedProject, StoreError};

impl Projects for Sqlite<'_> {
    fn projects(&self) -> Result<Vec<SavedProject>, StoreError> {
        self.all("SELECT id, management_key, settings, keys FROM projects ORDER BY rowid", [], read)
    }

    fn add_project(&self, project: &SavedProject) -> Result<(), StoreError> {
        let sql = "INSERT INTO projects (id, management_key, settings, keys) VALUES (?1, ?2, ?3, ?4)";
        let keys = project.keys.as_ref().map(encode).transpose()?;
        let row = params![project.id, project.management_key, encode(&project.settings)?, keys];
        self.execute(sql, row).map(drop)
    }

    fn save_settings(&self, settings: &Value) -> Result<(), StoreError> {
        let sql = "UPDATE projects SET settings = ?2 WHERE id = ?1";
        self.execute(sql, params![self.project, encode(settings)?]).map(drop)
    }

    fn save_keys(&self, keys: &Value) -> Result<(), StoreError> {
        let sql = "UPDATE projects SET keys = ?2 WHERE id = ?1";
        self.execute(sql, params![self.project, encode(keys)?]).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<SavedProject, StoreError> {
    let keys: Option<String> = row.get(3)?;
    Ok(SavedProject {
        id: row.get(0)?,
        management_key: row.get(1)?,
        settings: decode(&row.get::<_, String>(2)?)?,
        keys: keys.as_deref().map(decode).transpose()?,
    })
}
