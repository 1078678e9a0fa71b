//! Which environment variables are looked at, and what they stand in for.

use std::path::PathBuf;

use super::variable;

fn first(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| variable(name))
}

pub(super) fn project_id() -> Option<String> {
    variable("DESCOPE_PROJECT_ID")
}

pub(super) fn base_url() -> Option<String> {
    first(&["DESCOPE_BASE_URI", "DESCOPE_BASE_URL"])
}

pub(super) fn public_key() -> Option<String> {
    variable("DESCOPE_PUBLIC_KEY")
}

pub(super) fn auth_management_key() -> Option<String> {
    variable("DESCOPE_AUTH_MANAGEMENT_KEY")
}

/// The proxy for an `https` or `http` address.
pub(super) fn proxy(https: bool) -> Option<String> {
    // `HTTP_PROXY` in capitals is set by CGI servers from a request header, so only the small one counts.
    let names: &[&str] = if https {
        &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        &["http_proxy", "ALL_PROXY", "all_proxy"]
    };
    first(names)
}

pub(super) fn no_proxy() -> Option<String> {
    first(&["NO_PROXY", "no_proxy"])
}

/// Files with further certificates to trust.
pub(super) fn ca_files() -> Vec<PathBuf> {
    let files = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"].iter().filter_map(|name| variable(name));
    files.map(PathBuf::from).collect()
}

/// A folder of files with further certificates to trust, among others.
pub(super) fn ca_folder() -> Option<PathBuf> {
    variable("SSL_CERT_DIR").map(PathBuf::from)
}
