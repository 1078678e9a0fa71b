use rusqlite::params;

use super::{Sqlite, encode, record};
use crate::engine::{Subject, User, canonical};
use crate::store::{Challenges, Failures, StoreError, Users};

impl Users for Sqlite<'_> {
    fn user(&self, id: &str) -> Result<Option<User>, StoreError> {
        let sql = "SELECT record FROM users WHERE project = ?1 AND id = ?2";
        self.one(sql, params![self.project, id], record)
    }

    fn user_by_login_id(&self, canonical: &str) -> Result<Option<User>, StoreError> {
        let sql = "SELECT users.record FROM login_ids \
                   JOIN users ON users.project = login_ids.project AND users.id = login_ids.user \
                   WHERE login_ids.project = ?1 AND login_ids.canonical = ?2";
        self.one(sql, params![self.project, canonical], record)
    }

    fn users(&self) -> Result<Vec<User>, StoreError> {
        let sql = "SELECT record FROM users WHERE project = ?1 ORDER BY created_at, id";
        self.all(sql, [self.project], record)
    }

    fn save_user(&self, user: &User) -> Result<(), StoreError> {
        let sql = "INSERT INTO users (project, id, created_at, record) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (project, id) DO UPDATE SET record = excluded.record";
        self.execute(sql, params![self.project, user.id, user.created_at, encode(user)?])?;
        let sql = "DELETE FROM login_ids WHERE project = ?1 AND user = ?2";
        self.execute(sql, params![self.project, user.id])?;
        let sql = "INSERT INTO login_ids (project, canonical, user) VALUES (?1, ?2, ?3)";
        for login_id in &user.login_ids {
            self.execute(sql, params![self.project, canonical(login_id), user.id])?;
        }
        Ok(())
    }

    fn delete_user(&self, id: &str) -> Result<bool, StoreError> {
        for subject in [Subject::User(id.to_owned()), Subject::TestCode(id.to_owned())] {
            self.end_challenge(&subject)?;
            self.forget_failures(&subject)?;
        }
        let sql = "DELETE FROM users WHERE project = ?1 AND id = ?2";
        Ok(self.execute(sql, params![self.project, id])? > 0)
    }
}
