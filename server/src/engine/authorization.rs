//! What somebody may do: role names turned into permissions, in the project and in each tenant.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Membership;
use crate::store::{Records, StoreError};

/// A tenant of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// Its ID.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Anything the project keeps about the tenant.
    #[serde(default)]
    pub custom_attributes: Map<String, Value>,
}

/// A role, of the project or of one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What it permits.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// The only tenant that knows it.
    #[serde(default)]
    pub tenant_id: Option<String>,
}

/// What one user or key may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authorization {
    /// In the project.
    pub grant: Grant,
    /// In each tenant.
    pub tenants: Vec<(Tenant, Grant)>,
}

/// Roles and what they permit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// Names of the roles.
    pub roles: Vec<String>,
    /// Their permissions, each once.
    pub permissions: Vec<String>,
}

impl Authorization {
    /// Reads what these roles and memberships permit. A membership in a tenant that is gone counts for nothing.
    pub(crate) fn of(
        records: &dyn Records,
        role_names: &[String],
        memberships: &[Membership],
    ) -> Result<Self, StoreError> {
        if role_names.is_empty() && memberships.is_empty() {
            return Ok(Self::default());
        }
        let (known, roles) = (records.tenants()?, records.roles()?);
        let find =
            |membership: &Membership| known.iter().find(|tenant| tenant.id == membership.tenant_id).cloned();
        let tenants = memberships.iter().filter_map(|membership| {
            let tenant = find(membership)?;
            let grant = Grant::of(&membership.role_names, &roles, Some(&tenant.id));
            Some((tenant, grant))
        });
        Ok(Self { grant: Grant::of(role_names, &roles, None), tenants: tenants.collect() })
    }

    /// Whether the tenant is one of these.
    #[must_use]
    pub fn is_member(&self, tenant: &str) -> bool {
        self.tenants.iter().any(|(own, _)| own.id == tenant)
    }

    /// The tenant a token stands for: the selected one, or the only one there is.
    #[must_use]
    pub fn current<'a>(&'a self, selected: Option<&'a str>) -> Option<&'a str> {
        let only = match self.tenants.as_slice() {
            [(tenant, _)] => Some(tenant.id.as_str()),
            _ => None,
        };
        selected.filter(|tenant| self.is_member(tenant)).or(only)
    }

    /// The claims `roles`, `permissions` and `tenants`.
    pub(super) fn claims(&self) -> [(&'static str, Value); 3] {
        let tenants: Map<_, _> =
            self.tenants.iter().map(|(tenant, grant)| (tenant.id.clone(), grant.claim())).collect();
        [
            ("roles", self.grant.roles.clone().into()),
            ("permissions", self.grant.permissions.clone().into()),
            ("tenants", tenants.into()),
        ]
    }
}

impl Grant {
    /// A tenant's own role hides the project's of the same name.
    fn of(names: &[String], roles: &[Role], tenant: Option<&str>) -> Self {
        let find = |name: &String, tenant: Option<&str>| {
            roles.iter().find(|role| role.name == *name && role.tenant_id.as_deref() == tenant)
        };
        let mut permissions = Vec::new();
        for role in names.iter().filter_map(|name| find(name, tenant).or_else(|| find(name, None))) {
            permissions.extend(role.permissions.iter().cloned());
        }
        permissions.sort_unstable();
        permissions.dedup();
        Self { roles: names.to_vec(), permissions }
    }

    fn claim(&self) -> Value {
        json!({"roles": self.roles, "permissions": self.permissions})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(name: &str, tenant: Option<&str>, permissions: &[&str]) -> Role {
        Role {
            name: name.to_owned(),
            permissions: permissions.iter().map(|&text| text.to_owned()).collect(),
            tenant_id: tenant.map(str::to_owned),
        }
    }

    #[test]
    fn permissions_are_those_of_the_roles_each_once() {
        let roles = [role("editor", None, &["write", "read"]), role("reader", None, &["read"])];
        let grant = Grant::of(&["reader".into(), "editor".into(), "gone".into()], &roles, None);
        assert_eq!(grant.permissions, ["read", "write"]);
        assert_eq!(grant.roles, ["reader", "editor", "gone"]);
    }

    #[test]
    fn a_tenants_own_role_counts_there_only() {
        let roles = [role("admin", None, &["read"]), role("admin", Some("t1"), &["delete"])];
        let permissions = |tenant| Grant::of(&["admin".into()], &roles, tenant).permissions;
        assert_eq!(permissions(Some("t1")), ["delete"]);
        assert_eq!(permissions(Some("t2")), ["read"]);
        assert_eq!(permissions(None), ["read"]);
    }

    #[test]
    fn the_only_tenant_is_current_and_a_lost_choice_is_not() {
        let tenant = |id: &str| Tenant { id: id.into(), name: id.into(), custom_attributes: Map::new() };
        let mut authorization =
            Authorization { tenants: vec![(tenant("t1"), Grant::default())], ..Default::default() };
        assert_eq!(authorization.current(None), Some("t1"));
        authorization.tenants.push((tenant("t2"), Grant::default()));
        assert_eq!(authorization.current(None), None);
        assert_eq!(authorization.current(Some("t2")), Some("t2"));
        assert_eq!(authorization.current(Some("t3")), None);
    }
}
