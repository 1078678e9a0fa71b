//! Keys as they are kept beside the users, so that tokens outlive a restart.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::Key;

/// A ring to be stored. Reading one back parses its keys, so a damaged key is an error there and not later.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedKeys {
    #[serde(with = "pkcs8")]
    pub(super) active: Arc<Key>,
    #[serde(with = "optional", default)]
    pub(super) next: Option<Arc<Key>>,
    #[serde(with = "optional", default)]
    pub(super) retiring: Option<Arc<Key>>,
}

/// A key as base64 of its PKCS#8 document.
mod pkcs8 {
    use super::*;

    pub(super) fn serialize<S: Serializer>(key: &Key, to: S) -> Result<S::Ok, S::Error> {
        let der = key.pkcs8().map_err(|_| ser::Error::custom("the key can't be encoded"))?;
        STANDARD.encode(der).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Key>, D::Error> {
        let der = STANDARD.decode(String::deserialize(from)?).map_err(de::Error::custom)?;
        Key::from_pkcs8(&der).map(Arc::new).map_err(de::Error::custom)
    }
}

/// The same for a key that may be missing.
mod optional {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Present(#[serde(with = "pkcs8")] Arc<Key>);

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<S: Serializer>(key: &Option<Arc<Key>>, to: S) -> Result<S::Ok, S::Error> {
        key.clone().map(Present).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Arc<Key>>, D::Error> {
        Ok(Option::<Present>::deserialize(from)?.map(|Present(key)| key))
    }
}
