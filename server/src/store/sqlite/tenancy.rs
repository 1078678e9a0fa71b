use rusqlite::params;

use super::{Sqlite, encode, record};
use crate::engine::{Role, Tenant};
use crate::store::{StoreError, Tenancy};

impl Tenancy for Sqlite<'_> {
    fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        self.all("SELECT record FROM tenants WHERE project = ?1 ORDER BY id", [self.project], record)
    }

    fn add_tenant(&self, tenant: &Tenant) -> Result<(), StoreError> {
        let sql = "INSERT INTO tenants (project, id, record) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![self.project, tenant.id, encode(tenant)?]).map(drop)
    }

    fn roles(&self) -> Result<Vec<Role>, StoreError> {
        self.all("SELECT record FROM roles WHERE project = ?1 ORDER BY tenant, name", [self.project], record)
    }

    fn save_role(&self, role: &Role) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO roles (project, tenant, name, record) VALUES (?1, ?2, ?3, ?4)";
        let tenant = role.tenant_id.as_deref().unwrap_or_default();
        self.execute(sql, params![self.project, tenant, role.name, encode(role)?]).map(drop)
    }
}
