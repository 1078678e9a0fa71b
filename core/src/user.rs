//! The signed-in user: me, tenants, history; and the records every language sees.

mod records;

pub(crate) use records::nullable;
pub use records::{LoginEvent, Tenant, User, UserTenant};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::{Error, Reason, Result};
use crate::flow::Call;
use crate::http::{self, Exchange, Object, Repeat};
use crate::input;

/// The signed-in user; see [`Client::user`].
#[derive(Clone, Debug)]
pub struct Users {
    client: Client,
}

/// Which tenants to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantQuery {
    /// The one the session is switched to (claim `dct`).
    Current,
    /// Those of these IDs that the user belongs to.
    Ids(Vec<String>),
}

impl TenantQuery {
    fn body(&self) -> Result<Value> {
        match self {
            Self::Current => Ok(json!({ "dct": true })),
            Self::Ids(ids) if ids.is_empty() => Err(Error::invalid_argument(
                "ids",
                Reason::Empty,
                "ask for the current tenant or name at least one",
            )),
            Self::Ids(ids) => {
                ids.iter().try_for_each(|id| input::tenant_id(id).map(drop))?;
                let body = json!({ "ids": ids });
                if body.to_string().len() > input::MAX_OPTIONS {
                    return Err(Error::invalid_argument(
                        "ids",
                        Reason::TooLong,
                        "too many IDs for one request",
                    ));
                }
                Ok(body)
            }
        }
    }
}

impl Users {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Who the bearer of the refresh token is, as the service knows it now.
    ///
    /// # Errors
    /// `invalid_argument`; `session_ended`; `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.5.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// let me = client.user().me(refresh_token).await?;
    /// println!("{} ({})", me.name, me.user_id);
    /// # Ok(())
    /// # });
    /// ```
    pub fn me(&self, refresh_token: &str) -> Call<User> {
        self.read(Ok(Exchange::get("/v1/auth/me")), refresh_token)
    }

    /// The user's tenants: the current one, or those of the given IDs.
    ///
    /// # Errors
    /// `invalid_argument`; `rejected` when there is no current tenant; `session_ended`; `rate_limited`, `server`,
    /// `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.6.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # service.control("POST /seed", serde_json::json!({
    /// #     "tenants": [{ "id": "tenant-a", "name": "A" }],
    /// #     "users": [{ "loginId": "ann@example.com", "email": "ann@example.com", "userTenants": [{ "tenantId": "tenant-a" }] }],
    /// # }));
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// use doorcode::TenantQuery;
    ///
    /// for tenant in client.user().tenants(TenantQuery::Ids(vec!["tenant-a".into()]), refresh_token).await? {
    ///     println!("{}", tenant.name);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    #[allow(clippy::needless_pass_by_value, reason = "a query is made for one call")]
    pub fn tenants(&self, query: TenantQuery, refresh_token: &str) -> Call<Vec<Tenant>> {
        #[derive(Deserialize)]
        struct Tenants {
            #[serde(default, deserialize_with = "nullable")]
            tenants: Vec<Tenant>,
        }
        let exchange = query.body().map(|body| Exchange::post("/v1/auth/me/tenants", &body, Repeat::Always));
        self.read_as(exchange, refresh_token, |Object(answer): Object<Tenants>| answer.tenants)
    }

    /// The user's logins, as far back as the service keeps them.
    ///
    /// # Errors
    /// As [`me`](Self::me).
    ///
    /// Source: protocol §8.7.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// for login in client.user().history(refresh_token).await? {
    ///     println!("{} from {}", login.login_time, login.ip);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn history(&self, refresh_token: &str) -> Call<Vec<LoginEvent>> {
        self.read(Ok(Exchange::get("/v1/auth/me/history")), refresh_token)
    }

    fn read<T>(&self, exchange: Result<Exchange>, refresh_token: &str) -> Call<T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.read_as(exchange, refresh_token, |answer: T| answer)
    }

    fn read_as<A, T>(&self, exchange: Result<Exchange>, refresh_token: &str, part: fn(A) -> T) -> Call<T>
    where
        A: DeserializeOwned + 'static,
        T: Send + 'static,
    {
        let ready = exchange
            .and_then(|exchange| Ok(exchange.with_token(input::secret("refresh_token", refresh_token)?)));
        match ready {
            Ok(exchange) => self.client.call(move |line| async move {
                let response = line.exchange(&exchange).await?;
                let read = http::parse(&response.body).map(part);
                read.map_err(|why| line.unreadable(&exchange, &response, why))
            }),
            Err(error) => Call::decided(Err(error)),
        }
    }
}
