//! Whom we trust: the system's roots and Mozilla's, and those that the settings name.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::config::TlsSettings;
use crate::error::{Error, Reason, Result};

/// The rustls configuration for `settings`.
pub(crate) fn client_config(settings: &TlsSettings) -> Result<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::config("ca_pem", Reason::Format, error.to_string()))?;
    if settings.skip_verify {
        let verifier = Arc::new(TrustAnyone(provider));
        return Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth());
    }
    Ok(builder.with_root_certificates(roots(settings)?).with_no_client_auth())
}

fn roots(settings: &TlsSettings) -> Result<RootCertStore> {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for path in &settings.ca_files {
        add(&mut store, CertificateDer::pem_file_iter(path).ok(), "ca_file")?;
    }
    for path in settings.ca_folder.iter().flat_map(std::fs::read_dir).flatten().flatten() {
        // Other things stand in such folders too; they are nobody's mistake.
        drop(add(&mut store, CertificateDer::pem_file_iter(path.path()).ok(), "ca_folder"));
    }
    if let Some(pem) = &settings.ca_pem {
        add(&mut store, Some(CertificateDer::pem_slice_iter(pem.as_bytes())), "ca_pem")?;
    }
    Ok(store)
}

/// Adds what can be read; a bundle in which nothing can be read is a mistake in the settings.
fn add<E>(
    store: &mut RootCertStore,
    certificates: Option<impl Iterator<Item = Result<CertificateDer<'static>, E>>>,
    name: &'static str,
) -> Result<()> {
    let readable: Vec<_> = certificates.into_iter().flatten().filter_map(|item| item.ok()).collect();
    if store.add_parsable_certificates(readable).0 == 0 {
        return Err(Error::config(name, Reason::Format, "no certificate in PEM form was found in it"));
    }
    Ok(())
}

/// What `skip_verify` asks for: any certificate is accepted. Handshake signatures are still checked,
/// and tokens are checked as always.
#[derive(Debug)]
struct TrustAnyone(Arc<CryptoProvider>);

impl ServerCertVerifier for TrustAnyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
