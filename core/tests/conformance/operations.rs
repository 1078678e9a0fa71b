//! The operations of `surface.json`, by id.
//!
//! A mistake of the vector is an `Err(String)`; what the operation itself says, good or bad, stands inside.

use std::collections::BTreeMap;

use doorcode::cookies::{CookieAttributes, clear_cookies};
use doorcode::{
    AccessKeyLoginOptions, AuthResponse, Call, Client, Config, CookieOptions, DeliveryMethod, Error,
    LoginOptions, RequestOptions, SignUpDetails, SignUpOptions, TenantQuery, Token, UpdateOptions,
    VerifyOptions, tokens_from_headers,
};
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::options::Record as _;
use super::records::Record;

/// What an operation answers, as JSON.
pub type Outcome = Result<Value, Error>;

/// How calls are waited for. Every vector runs both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    Awaited,
    Blocking,
}

impl Driver {
    fn run<T: Record + Send + 'static>(self, call: Call<T>) -> Result<T, Error> {
        match self {
            Self::Blocking => call.wait(),
            Self::Awaited => tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call),
        }
    }
}

/// Where operations are called.
pub struct Caller {
    pub client: Client,
    driver: Driver,
    /// Sessions by the names of their steps, for operations on them.
    sessions: BTreeMap<String, AuthResponse>,
    newest: Option<AuthResponse>,
}

impl Caller {
    pub fn new(client: Client, driver: Driver) -> Self {
        Self { client, driver, sessions: BTreeMap::new(), newest: None }
    }

    /// Keeps the session that the last call handed back, if it did.
    pub fn keep(&mut self, name: &str) {
        if let Some(session) = self.newest.take() {
            self.sessions.insert(name.to_owned(), session);
        }
    }

    pub fn call(
        &mut self,
        id: &str,
        with: Map<String, Value>,
        request: Map<String, Value>,
    ) -> Result<Outcome, String> {
        let mut arguments = Arguments::new(id, with);
        let client = match self.client_for(request)? {
            Ok(client) => client,
            Err(error) => return Ok(Err(error)),
        };
        self.newest = None;
        let outcome = match id.split_once('.') {
            Some(("client", name)) => self.of_client(name, &mut arguments)?,
            Some(("otp", name)) => self.of_otp(&client, name, &mut arguments)?,
            Some(("session", name)) => self.of_session(&client, name, &mut arguments)?,
            Some(("user", name)) => self.of_user(&client, name, &mut arguments)?,
            Some(("keys", name)) => self.of_keys(name, &mut arguments)?,
            Some(("token", name)) => of_token(name, &mut arguments)?,
            Some(("cookies", name)) => of_cookies(name, &mut arguments)?,
            Some(("auth_response", "set_cookies")) => self.set_cookies(&mut arguments)?,
            _ => None,
        };
        arguments.done()?;
        outcome.ok_or_else(|| format!("{id} is not called by this runner"))
    }

    fn client_for(&self, request: Map<String, Value>) -> Result<Result<Client, Error>, String> {
        if request.is_empty() {
            return Ok(Ok(self.client.clone()));
        }
        let mut request = Arguments::new("request", request);
        let options = RequestOptions::read(&mut request)?;
        request.done()?;
        Ok(self.client.with(options))
    }

    fn run<T: Record + Send + 'static>(&self, call: Call<T>) -> Option<Outcome> {
        Some(self.driver.run(call).map(|value| value.json()))
    }

    /// As [`run`](Self::run), and the session is kept for operations on it.
    fn run_login(&mut self, call: Call<AuthResponse>) -> Option<Outcome> {
        Some(self.driver.run(call).map(|session| {
            let json = session.json();
            self.newest = Some(session);
            json
        }))
    }

    fn of_client(&self, name: &str, with: &mut Arguments) -> Read {
        Ok(match name {
            "create" => Some(Client::from_config(Config::of(with, "config")?).map(|client| client.json())),
            "last_response" => Some(Ok(self.client.last_response().as_deref().cloned().json())),
            _ => None,
        })
    }

    fn of_otp(&mut self, client: &Client, name: &str, with: &mut Arguments) -> Read {
        let (otp, login_id) = (client.otp(), with.required("login_id")?);
        Ok(match name {
            "sign_up" => {
                let details = with.value("details").map(as_record::<SignUpDetails>).transpose()?;
                let options = SignUpOptions::of(with, "options")?;
                self.run(otp.sign_up(method(with)?, &login_id, details.as_ref(), &options))
            }
            "sign_in" => {
                let (options, token) = (LoginOptions::of(with, "options")?, with.text("refresh_token")?);
                self.run(otp.sign_in(method(with)?, &login_id, &options, token.as_deref()))
            }
            "sign_up_or_in" => {
                let (options, token) = (LoginOptions::of(with, "options")?, with.text("refresh_token")?);
                self.run(otp.sign_up_or_in_with(method(with)?, &login_id, &options, token.as_deref()))
            }
            "verify" => {
                let (code, options) = (with.required("code")?, VerifyOptions::of(with, "options")?);
                self.run_login(otp.verify(method(with)?, &login_id, &code, &options))
            }
            "update_email" => {
                let (email, token) = (with.required("email")?, with.required("refresh_token")?);
                self.run(otp.update_email(&login_id, &email, &token, &UpdateOptions::of(with, "options")?))
            }
            "update_phone" => {
                let (phone, token) = (with.required("phone")?, with.required("refresh_token")?);
                let options = UpdateOptions::of(with, "options")?;
                self.run(otp.update_phone(method(with)?, &login_id, &phone, &token, &options))
            }
            _ => None,
        })
    }

    fn of_session(&mut self, client: &Client, name: &str, with: &mut Arguments) -> Read {
        let session = client.session();
        Ok(match name {
            "validate" => self.run(session.validate(&with.required("session_token")?, &verify(with)?)),
            "validate_local" => {
                let token = session.validate_local(&with.required("session_token")?, &verify(with)?);
                Some(token.map(|token| token.json()))
            }
            "verify_jwt" => self.run(session.verify_jwt(&with.required("token")?, &verify(with)?)),
            "refresh" => self.run_login(session.refresh(&with.required("refresh_token")?, &verify(with)?)),
            "validate_and_refresh" => {
                let (token, refresh) = (with.text("session_token")?, with.text("refresh_token")?);
                self.run(session.validate_and_refresh(token.as_deref(), refresh.as_deref(), &verify(with)?))
            }
            "try_refresh" => self.run(session.try_refresh(with.text("refresh_token")?.as_deref())),
            "migrate" => self.run_login(session.migrate(&with.required("external_token")?)),
            "select_tenant" => {
                let (tenant, token) = (with.required("tenant_id")?, with.required("refresh_token")?);
                self.run_login(session.select_tenant(&tenant, &token))
            }
            "logout" => self.run(session.logout(&with.required("refresh_token")?)),
            "logout_all" => self.run(session.logout_all(&with.required("refresh_token")?)),
            "exchange_access_key" => {
                let (key, options) = (with.required("access_key")?, verify(with)?);
                let login = AccessKeyLoginOptions::of(with, "login_options")?;
                self.run(session.exchange_access_key(&key, &login, &options))
            }
            _ => None,
        })
    }

    fn of_user(&self, client: &Client, name: &str, with: &mut Arguments) -> Read {
        let (user, token) = (client.user(), with.required("refresh_token")?);
        Ok(match name {
            "me" => self.run(user.me(&token)),
            "history" => self.run(user.history(&token)),
            "tenants" => self.run(user.tenants(tenant_query(with)?, &token)),
            _ => None,
        })
    }

    fn of_keys(&self, name: &str, with: &mut Arguments) -> Read {
        let keys = self.client.keys();
        Ok(match name {
            "export" => Some(keys.export().map(|keys| keys.json())),
            "import" => Some(keys.import(&with.required("keys")?).map(|()| Value::Null)),
            "is_loaded" => Some(Ok(keys.is_loaded().json())),
            _ => None,
        })
    }

    fn set_cookies(&self, with: &mut Arguments) -> Read {
        let name = with.required("auth_response")?;
        let session =
            self.sessions.get(&name).ok_or_else(|| format!("no step {name} handed back a session"))?;
        Ok(Some(session.set_cookies(&CookieOptions::of(with, "options")?).map(|cookies| cookies.json())))
    }
}

/// None for an operation that is not known.
type Read = Result<Option<Outcome>, String>;

fn of_token(name: &str, with: &mut Arguments) -> Read {
    let jwt = with.required(if name == "decode_unverified" { "jwt" } else { "token" })?;
    let tenant = with.text("tenant")?;
    let tenant = tenant.as_deref();
    let what = if name.ends_with("permissions") { "permissions" } else { "roles" };
    let wanted = with.texts(what)?.unwrap_or_default();
    let token = match Token::decode_unverified(&jwt) {
        Ok(token) => token,
        Err(error) => return Ok(Some(Err(error))),
    };
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>().json();
    Ok(Some(Ok(match name {
        "decode_unverified" => token.json(),
        "has_permissions" => token.has_permissions(tenant, &wanted).json(),
        "has_roles" => token.has_roles(tenant, &wanted).json(),
        "matched_permissions" => owned(token.matched_permissions(tenant, &wanted)),
        "matched_roles" => owned(token.matched_roles(tenant, &wanted)),
        "permissions_of" => owned(token.permissions_of(tenant)),
        "roles_of" => owned(token.roles_of(tenant)),
        _ => return Ok(None),
    })))
}

fn of_cookies(name: &str, with: &mut Arguments) -> Read {
    let options = CookieOptions::of(with, "options")?;
    Ok(match name {
        "tokens_from_headers" => {
            let headers = with.pairs("headers")?;
            let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            Some(Ok(tokens_from_headers(headers, &options).json()))
        }
        "clear" => {
            let attributes = CookieAttributes::of(with, "attributes")?;
            Some(clear_cookies(&attributes, &options).map(|cookies| cookies.json()))
        }
        _ => None,
    })
}

/// A record that is absent or there, where that makes a difference.
fn as_record<T: super::options::Record>(value: Value) -> Result<T, String> {
    T::of(&mut Arguments::new("details", Map::from_iter([("details".into(), value)])), "details")
}

fn verify(with: &mut Arguments) -> Result<VerifyOptions, String> {
    VerifyOptions::of(with, "options")
}

fn method(with: &mut Arguments) -> Result<Option<DeliveryMethod>, String> {
    with.text("method")?.map(|name| name.parse().map_err(|error: Error| error.to_string())).transpose()
}

fn tenant_query(with: &mut Arguments) -> Result<TenantQuery, String> {
    match (with.flag("current", false)?, with.texts("ids")?) {
        (true, None) => Ok(TenantQuery::Current),
        (false, ids) => Ok(TenantQuery::Ids(ids.unwrap_or_default())),
        (true, Some(_)) => Err("both current and ids can't be written here: needs untyped".into()),
    }
}
