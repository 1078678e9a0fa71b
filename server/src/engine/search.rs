//! Finding users.

use super::{Account, Engine, User, canonical};
use crate::error::Failure;

/// What is asked for. An empty list asks for nothing in particular.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Any of these user IDs.
    pub user_ids: Vec<String>,
    /// Any of these login IDs.
    pub login_ids: Vec<String>,
    /// Any of these addresses.
    pub emails: Vec<String>,
    /// Any of these numbers.
    pub phones: Vec<String>,
    /// Member of any of these.
    pub tenant_ids: Vec<String>,
    /// Any of these roles, in the project or in a tenant.
    pub role_names: Vec<String>,
    /// Any of these statuses.
    pub statuses: Vec<String>,
    /// Found in a name, an address or a login ID, in any case.
    pub text: Option<String>,
    /// Whether test users are looked for.
    pub test: Kind,
    /// Users on a page; all on one when zero.
    pub limit: usize,
    /// The page, from zero.
    pub page: usize,
}

/// Which kind of user is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// People.
    #[default]
    People,
    /// Test users.
    Test,
    /// Both.
    Any,
}

impl Engine {
    /// A page of the users that fit, oldest first, and how many there are on all pages.
    pub async fn search(&self, search: Search) -> Result<(Vec<Account>, usize), Failure> {
        self.transact(move |transaction| {
            let search = search.canonical();
            let found: Vec<User> =
                transaction.records.users()?.into_iter().filter(|user| search.fits(user)).collect();
            let total = found.len();
            let limit = if search.limit == 0 { total } else { search.limit };
            let page = found.into_iter().skip(search.page.saturating_mul(limit)).take(limit);
            Ok((page.map(|user| transaction.account(user)).collect::<Result<_, _>>()?, total))
        })
        .await
    }
}

impl Search {
    fn canonical(mut self) -> Self {
        for own in [&mut self.login_ids, &mut self.emails, &mut self.phones] {
            own.iter_mut().for_each(|text| *text = canonical(text));
        }
        self.text = self.text.map(|text| text.to_lowercase());
        self
    }

    fn fits(&self, user: &User) -> bool {
        let test = match self.test {
            Kind::People => !user.test,
            Kind::Test => user.test,
            Kind::Any => true,
        };
        let address = |own: &Option<String>| own.as_deref().map(canonical);
        let of_tenants = user.tenants.iter().flat_map(|own| &own.role_names);
        test && any(&self.user_ids, [user.id.clone()])
            && any(&self.login_ids, user.login_ids.iter().map(|own| canonical(own)))
            && any(&self.emails, address(&user.details.email))
            && any(&self.phones, address(&user.details.phone))
            && any(&self.tenant_ids, user.tenants.iter().map(|own| own.tenant_id.clone()))
            && any(&self.role_names, user.role_names.iter().chain(of_tenants).cloned())
            && any(&self.statuses, [user.status.as_str().to_owned()])
            && self.text.as_ref().is_none_or(|text| contains(user, text))
    }
}

fn any(wanted: &[String], own: impl IntoIterator<Item = String>) -> bool {
    wanted.is_empty() || own.into_iter().any(|text| wanted.contains(&text))
}

fn contains(user: &User, text: &str) -> bool {
    let details = [&user.details.name, &user.details.email, &user.details.phone];
    let texts = details.into_iter().flatten().chain(&user.login_ids);
    texts.into_iter().any(|own| own.to_lowercase().contains(text))
}
