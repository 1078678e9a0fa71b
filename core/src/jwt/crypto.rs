//! The only place that names the cryptography library.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    VerificationAlgorithm,
};

use super::Algorithm;
use super::material::Material;

/// What another cryptography library would have to do.
pub(super) trait Check: Sized {
    /// Prepares a key for one algorithm; None if its numbers are no key.
    fn new(material: &Material, algorithm: Algorithm) -> Option<Self>;

    /// Whether `signature` is the key's over `message`.
    fn fits(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// A key parsed by aws-lc: checking from the bare numbers costs a fifth more each time.
pub(super) struct Prepared(ParsedPublicKey);

impl Check for Prepared {
    fn new(material: &Material, algorithm: Algorithm) -> Option<Self> {
        let key = match material {
            Material::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.to_parsed_public_key(rsa_parameters(algorithm)?)
            }
            Material::P256 { x, y } => {
                parse(&ECDSA_P256_SHA256_FIXED, &[&[UNCOMPRESSED], &x[..], y].concat())
            }
            Material::P384 { x, y } => {
                parse(&ECDSA_P384_SHA384_FIXED, &[&[UNCOMPRESSED], &x[..], y].concat())
            }
            Material::Ed25519 { x } => parse(&ED25519, x),
        };
        key.ok().map(Self)
    }

    fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

/// The form of a point that gives both coordinates (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

fn parse(
    algorithm: &'static dyn VerificationAlgorithm,
    point: &[u8],
) -> Result<ParsedPublicKey, aws_lc_rs::error::KeyRejected> {
    ParsedPublicKey::new(algorithm, point)
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 | Algorithm::Es384 | Algorithm::EdDsa => None,
    }
}
