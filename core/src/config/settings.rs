//! Settings after the defaults, the environment and the checks: what a client really uses.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};
use zeroize::Zeroizing;

use super::{Config, DEFAULT_BASE_URL, LogLevel, environment};
use crate::cookies::CookieOptions;
use crate::error::{Error, Reason, Result};
use crate::jwt::{KeySet, Rules, TokenKind, VerifyOptions};

/// Longest name of a header or cookie, in bytes.
const MAX_NAME: usize = 256;
/// Longest value of a header, in bytes; servers take little more for all of them together.
const MAX_HEADER: usize = 8 * 1024;
/// Longest base URL, in bytes.
const MAX_URL: usize = 2048;
/// Longest auth management key, in bytes.
const MAX_KEY: usize = 1024;

/// A project ID of at least this length carries its region in the four characters after the `P`.
const REGIONAL_ID_LENGTH: usize = 32;

/// What two clients must have in common to share connections.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NetSettings {
    pub(crate) base_url: String,
    proxy: Option<String>,
    pub(crate) no_proxy: Option<String>,
    pub(crate) tls: TlsSettings,
}

impl NetSettings {
    pub(crate) fn proxy_url(&self) -> Option<&str> {
        self.proxy.as_deref()
    }
}

/// Whom to trust.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TlsSettings {
    pub(crate) ca_files: Vec<PathBuf>,
    pub(crate) ca_folder: Option<PathBuf>,
    pub(crate) ca_pem: Option<String>,
    pub(crate) skip_verify: bool,
}

/// The settings of one client, checked.
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) net: NetSettings,
    pub(crate) pinned: Option<Arc<KeySet>>,
    pub(crate) auth_management_key: Option<Zeroizing<String>>,
}

impl Settings {
    pub(crate) fn resolve(mut config: Config) -> Result<Self> {
        config.project_id = project_id(&config.project_id)?;
        let base_url = base_url(&config)?;
        check_headers(&config)?;
        // It is sent nowhere, so it need not be kept.
        config.management_key = None;
        let net = NetSettings {
            proxy: environment::proxy(base_url.starts_with("https:")),
            no_proxy: environment::no_proxy(),
            tls: TlsSettings {
                ca_files: environment::ca_files(),
                ca_folder: environment::ca_folder(),
                ca_pem: config.ca_pem.clone(),
                skip_verify: config.skip_verify,
            },
            base_url,
        };
        let settings = Self {
            pinned: pinned(config.public_key.take())?,
            auth_management_key: secret(config.auth_management_key.take())?,
            net,
            config,
        };
        settings.warn_about_skip_verify();
        Ok(settings)
    }

    fn warn_about_skip_verify(&self) {
        if self.config.skip_verify {
            self.log(LogLevel::Warn, "skip_verify is on: TLS certificates are not checked; tokens still are");
        }
    }

    pub(crate) fn log(&self, level: LogLevel, text: &str) {
        if let Some(logger) = &self.config.logger {
            logger.log(level, text);
        }
    }

    /// The rules for one check: the call's options, else the client's, else `kind`.
    pub(crate) fn rules<'a>(&'a self, options: &'a VerifyOptions, kind: TokenKind) -> Rules<'a> {
        let defaults = &self.config.verify;
        let either =
            |own: &'a Vec<String>, default: &'a Vec<String>| if own.is_empty() { default } else { own };
        let leeway = options.leeway.or(defaults.leeway).unwrap_or(self.config.leeway);
        Rules {
            project_id: &self.config.project_id,
            kind: options.kind.or(defaults.kind).unwrap_or(kind),
            audience: either(&options.audience, &defaults.audience),
            issuer: either(&options.issuer, &defaults.issuer),
            leeway: leeway.as_secs_f64(),
            check_times: self.config.check_times,
            session_name: &self.config.cookies.session_name,
            refresh_name: &self.config.cookies.refresh_name,
            max_bytes: self.config.max_token_bytes,
        }
    }

    pub(crate) fn now(&self) -> f64 {
        crate::clock::unix_seconds(self.config.clock.now())
    }

    pub(crate) fn monotonic(&self) -> Duration {
        self.config.clock.monotonic()
    }
}

fn project_id(given: &str) -> Result<String> {
    let id = match given {
        "" => environment::project_id().unwrap_or_default(),
        given => given.to_owned(),
    };
    let refuse = |reason, detail: &str| Err(Error::config("project_id", reason, detail));
    if id.is_empty() {
        return refuse(Reason::Empty, "no project ID: give one, or set DESCOPE_PROJECT_ID");
    }
    // It stands in the bearer, whose parts are split at colons, and in the path of the keys.
    let fits = |c: char| c.is_ascii_graphic() && !":/?#%\\\"<>".contains(c);
    if id.len() > 256 || !id.chars().all(fits) {
        return refuse(
            Reason::Format,
            "a project ID is up to 256 letters, digits and marks, without colon or slash",
        );
    }
    Ok(id)
}

/// The address without a trailing slash.
fn base_url(config: &Config) -> Result<String> {
    let given = config.base_url.clone().filter(|url| !url.is_empty()).or_else(environment::base_url);
    let Some(text) = given else { return Ok(default_base_url(&config.project_id)) };
    let refuse = |detail: &str| Error::config("base_url", Reason::Format, detail);
    if text.len() > MAX_URL {
        return Err(refuse("too long"));
    }
    let url = Url::parse(text.trim()).map_err(|error| refuse(&format!("not a URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("the scheme must be http or https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("a user name or password does not belong in it"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("a query or fragment does not belong in it"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn default_base_url(project_id: &str) -> String {
    match project_id.get(1..5) {
        Some(region) if project_id.len() >= REGIONAL_ID_LENGTH => {
            DEFAULT_BASE_URL.replace("api.", &format!("api.{region}."))
        }
        _ => DEFAULT_BASE_URL.to_owned(),
    }
}

fn pinned(given: Option<String>) -> Result<Option<Arc<KeySet>>> {
    let Some(text) = given.filter(|key| !key.is_empty()).or_else(environment::public_key) else {
        return Ok(None);
    };
    let set = KeySet::from_json(&text).map_err(|error| error.about("public_key"))?;
    Ok(Some(Arc::new(set)))
}

fn secret(given: Option<String>) -> Result<Option<Zeroizing<String>>> {
    let Some(key) = given.filter(|key| !key.is_empty()).or_else(environment::auth_management_key) else {
        return Ok(None);
    };
    if key.len() > MAX_KEY || !key.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Error::config("auth_management_key", Reason::Format, "it can't stand in a header"));
    }
    Ok(Some(Zeroizing::new(key)))
}

fn check_headers(config: &Config) -> Result<()> {
    let headers = config.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (language, version) = &config.language;
    let own = [("user-agent", language.as_str()), ("user-agent", version)];
    if let Some(why) = headers.chain(own).find_map(|(name, value)| header_flaw(name, value)) {
        return Err(Error::config("headers", Reason::Format, why));
    }
    let CookieOptions { session_name, refresh_name, .. } = &config.cookies;
    if [session_name, refresh_name].into_iter().any(|name| !is_token(name)) {
        return Err(Error::config("cookies", Reason::Format, "the name of a cookie is a token (RFC 6265)"));
    }
    Ok(())
}

/// Why name and value can't be sent as they are. The value is not quoted: it may be a key.
pub(crate) fn header_flaw(name: &str, value: &str) -> Option<String> {
    let text = |c: char| c == '\t' || (' '..='~').contains(&c);
    if !is_token(name) {
        return Some("the name of a header is a token (RFC 9110)".into());
    }
    if value.len() > MAX_HEADER {
        return Some(format!("the header {name} has {} bytes, the limit is {MAX_HEADER}", value.len()));
    }
    (!value.chars().all(text)).then(|| format!("the header {name} has characters that can't be sent"))
}

/// RFC 9110 §5.6.2.
fn is_token(name: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    (1..=MAX_NAME).contains(&name.len()) && name.chars().all(token)
}

/// Whether a URL points at this machine.
pub(crate) fn is_loopback(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_url_of(project_id: &str, given: Option<&str>) -> Result<String> {
        base_url(&Config { base_url: given.map(Into::into), ..Config::new(project_id) })
    }

    #[test]
    fn the_region_stands_in_long_project_ids() {
        for (id, host) in [
            ("P2aAc4T2V93bddihGEx2Ryhc8e5Z", "https://api.descope.com"),
            ("Puse12aAc4T2V93bddihGEx2Ryhc8e5Z", "https://api.use1.descope.com"),
            ("Puse12aAc4T2V93bddihGEx2Ryhc8e5Zfoobar", "https://api.use1.descope.com"),
        ] {
            assert_eq!(default_base_url(id), host);
        }
    }

    #[test]
    fn base_urls_lose_their_slash_and_bad_ones_are_refused() {
        assert_eq!(base_url_of("P", Some("http://127.0.0.1:80/")).unwrap(), "http://127.0.0.1");
        assert_eq!(base_url_of("P", Some("https://a.example/x/")).unwrap(), "https://a.example/x");
        for bad in [
            "nonsense",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example?x",
            "https://a.example#x",
        ] {
            assert_eq!(base_url_of("P", Some(bad)).unwrap_err().argument(), Some("base_url"), "{bad}");
        }
    }

    #[test]
    fn project_ids_that_would_break_the_bearer_are_refused() {
        for bad in ["a:b", "a b", "a/b", "a\nb", "ü"] {
            assert_eq!(project_id(bad).unwrap_err().reason(), Some(Reason::Format), "{bad}");
        }
        assert_eq!(project_id("__ProjectID__").unwrap(), "__ProjectID__");
    }

    #[test]
    fn loopback_is_recognised() {
        for (url, expected) in [
            ("http://localhost:1", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:2", true),
            ("https://api.descope.com", false),
        ] {
            assert_eq!(is_loopback(url), expected, "{url}");
        }
    }
}
