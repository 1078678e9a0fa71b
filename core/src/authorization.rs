//! What a token allows: permissions and roles, of the project or of one tenant.
//!
//! A tenant of `None` or `""` asks about the project. Someone who is not a member of a tenant has nothing
//! in it, and is refused even when nothing in particular is asked for. When the claim `tenants` is absent,
//! the items at the top level are those of the selected tenant (`dct`; protocol §14 row 50). A claim of
//! the wrong type grants nothing.

use serde_json::{Map, Value};

use crate::jwt::{Token, texts};

impl Token {
    /// The permissions held; none for a tenant the user is not a member of.
    ///
    /// ```
    /// # // {"permissions":["read"],"tenants":{"t1":{"permissions":["write"],"roles":[]}}}
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJwZXJtaXNzaW9ucyI6WyJyZWFkIl0sInRlbmFudHMiOnsidDEiOnsicGVybWlzc2lvbnMiOlsid3JpdGUiXSwicm9sZXMiOltdfX19.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// assert_eq!(token.permissions_of(None), ["read"]);
    /// assert_eq!(token.permissions_of(Some("t1")), ["write"]);
    /// assert!(token.permissions_of(Some("t2")).is_empty());
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn permissions_of(&self, tenant: Option<&str>) -> Vec<&str> {
        self.items(tenant, "permissions").unwrap_or_default()
    }

    /// The roles held; none for a tenant the user is not a member of.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6WyJhZG1pbiJdLCJkY3QiOiJ0MSJ9.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// // {"roles":["admin"],"dct":"t1"}
    /// assert_eq!(token.roles_of(Some("t1")), ["admin"]);
    /// assert!(token.roles_of(Some("t2")).is_empty());
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn roles_of(&self, tenant: Option<&str>) -> Vec<&str> {
        self.items(tenant, "roles").unwrap_or_default()
    }

    /// Whether all of `wanted` are held.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJwZXJtaXNzaW9ucyI6WyJyZWFkIl19.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// // {"permissions":["read"]}
    /// assert!(token.has_permissions(None, &["read"]));
    /// assert!(!token.has_permissions(None, &["read", "write"]));
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn has_permissions(&self, tenant: Option<&str>, wanted: &[impl AsRef<str>]) -> bool {
        self.has(tenant, "permissions", wanted)
    }

    /// Whether all of `wanted` are held.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6WyJhZG1pbiJdLCJkY3QiOiJ0MSJ9.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// // {"roles":["admin"],"dct":"t1"}
    /// assert!(token.has_roles(Some("t1"), &["admin"]));
    /// assert!(!token.has_roles(Some("t2"), &[] as &[&str]));
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn has_roles(&self, tenant: Option<&str>, wanted: &[impl AsRef<str>]) -> bool {
        self.has(tenant, "roles", wanted)
    }

    /// Those of `wanted` that are held, in the order asked.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJwZXJtaXNzaW9ucyI6WyJyZWFkIl19.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// // {"permissions":["read"]}
    /// assert_eq!(token.matched_permissions(None, &["write", "read"]), ["read"]);
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn matched_permissions<'w>(
        &self,
        tenant: Option<&str>,
        wanted: &'w [impl AsRef<str>],
    ) -> Vec<&'w str> {
        self.matched(tenant, "permissions", wanted)
    }

    /// Those of `wanted` that are held, in the order asked.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6WyJhZG1pbiJdLCJkY3QiOiJ0MSJ9.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// // {"roles":["admin"],"dct":"t1"}
    /// assert_eq!(token.matched_roles(None, &["admin", "owner"]), ["admin"]);
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn matched_roles<'w>(&self, tenant: Option<&str>, wanted: &'w [impl AsRef<str>]) -> Vec<&'w str> {
        self.matched(tenant, "roles", wanted)
    }

    fn has(&self, tenant: Option<&str>, claim: &str, wanted: &[impl AsRef<str>]) -> bool {
        has(self.claims(), tenant, claim, wanted)
    }

    fn matched<'w>(&self, tenant: Option<&str>, claim: &str, wanted: &'w [impl AsRef<str>]) -> Vec<&'w str> {
        matched(self.claims(), tenant, claim, wanted)
    }

    /// None for someone who is not a member.
    fn items(&self, tenant: Option<&str>, claim: &str) -> Option<Vec<&str>> {
        items(self.claims(), tenant, claim)
    }
}

/// Whether all of `wanted` are held, by these claims. `claim` is `permissions` or `roles`. For bindings, whose callers
/// hold claims and not a [`Token`].
///
/// ```
/// let claims = serde_json::json!({ "roles": ["admin"], "dct": "t1" });
/// let claims = claims.as_object().unwrap();
/// assert!(doorcode::authorization::has(claims, Some("t1"), "roles", &["admin"]));
/// ```
pub fn has(
    claims: &Map<String, Value>,
    tenant: Option<&str>,
    claim: &str,
    wanted: &[impl AsRef<str>],
) -> bool {
    let held = items(claims, tenant, claim);
    held.is_some_and(|held| wanted.iter().all(|one| held.contains(&one.as_ref())))
}

/// Those of `wanted` that are held, in the order asked, by these claims. See [`has`].
///
/// ```
/// let claims = serde_json::json!({ "permissions": ["read"] });
/// let claims = claims.as_object().unwrap();
/// assert_eq!(doorcode::authorization::matched(claims, None, "permissions", &["write", "read"]), ["read"]);
/// ```
pub fn matched<'w>(
    claims: &Map<String, Value>,
    tenant: Option<&str>,
    claim: &str,
    wanted: &'w [impl AsRef<str>],
) -> Vec<&'w str> {
    let held = items(claims, tenant, claim).unwrap_or_default();
    wanted.iter().map(AsRef::as_ref).filter(|one| held.contains(one)).collect()
}

/// None for someone who is not a member.
fn items<'c>(claims: &'c Map<String, Value>, tenant: Option<&str>, claim: &str) -> Option<Vec<&'c str>> {
    let scope = match tenant {
        None | Some("") => claims,
        Some(tenant) => membership(claims, tenant)?,
    };
    Some(texts(scope.get(claim)))
}

/// Where the items of a tenant stand.
fn membership<'c>(claims: &'c Map<String, Value>, tenant: &str) -> Option<&'c Map<String, Value>> {
    match claims.get("tenants") {
        Some(tenants) => tenants.get(tenant)?.as_object(),
        None => (claims.get("dct").and_then(Value::as_str) == Some(tenant)).then_some(claims),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    fn token(claims: &Value) -> Token {
        let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
        Token::decode_unverified(&format!("e30.{payload}.c2ln")).unwrap()
    }

    const NOTHING: &[&str] = &[];

    #[test]
    fn without_a_tenant_the_top_level_counts() {
        let token = token(
            &json!({ "permissions": ["read"], "roles": ["user"], "tenants": { "t1": { "roles": ["admin"] } } }),
        );
        for tenant in [None, Some("")] {
            assert!(token.has_permissions(tenant, &["read"]));
            assert!(token.has_permissions(tenant, NOTHING));
            assert!(!token.has_roles(tenant, &["admin"]));
            assert_eq!(token.matched_roles(tenant, &["admin", "user"]), ["user"]);
        }
    }

    #[test]
    fn with_a_tenant_only_its_own_items_count() {
        let token = token(
            &json!({ "permissions": ["read"], "dct": "t1", "tenants": { "t1": { "permissions": ["write"] }, "t2": {} } }),
        );
        assert!(token.has_permissions(Some("t1"), &["write"]));
        assert!(!token.has_permissions(Some("t1"), &["read"]));
        assert!(token.has_permissions(Some("t2"), NOTHING));
        assert_eq!(token.tenants(), ["t1", "t2"]);
    }

    #[test]
    fn a_stranger_has_nothing_and_is_refused_even_for_nothing() {
        let token = token(&json!({ "permissions": ["read"], "tenants": {} }));
        assert!(!token.has_permissions(Some("t1"), NOTHING));
        assert!(token.matched_permissions(Some("t1"), &["read"]).is_empty());
        assert!(token.permissions_of(Some("t1")).is_empty());
    }

    #[test]
    fn without_tenants_the_top_level_is_the_selected_tenant_s() {
        let token = token(&json!({ "roles": ["admin"], "dct": "t1" }));
        assert!(token.has_roles(Some("t1"), &["admin"]));
        assert!(token.has_roles(None, &["admin"]));
        assert!(!token.has_roles(Some("t2"), NOTHING));
    }

    #[test]
    fn claims_of_the_wrong_type_grant_nothing() {
        for tenants in
            [json!(null), json!("t1"), json!(["t1"]), json!({ "t1": null }), json!({ "t1": ["admin"] })]
        {
            let token = token(&json!({ "roles": ["admin"], "dct": "t1", "tenants": tenants }));
            assert!(!token.has_roles(Some("t1"), NOTHING), "{:?}", token.claims_json());
        }
        for roles in [json!("admin"), json!({ "admin": true }), json!([["admin"], 1, null])] {
            let token = token(&json!({ "roles": roles }));
            assert!(token.roles_of(None).is_empty());
            assert!(!token.has_roles(None, &["admin"]));
        }
    }
}
