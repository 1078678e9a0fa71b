//! Single arguments. What is absent, has the wrong type or is no Unicode is refused here, by name.

use doorcode::{DeliveryMethod, Error, Reason, Result};
use napi::ValueType;
use napi::bindgen_prelude::{FromNapiValue, Unknown, Utf16String};

/// A text that the call needs.
pub(crate) fn text(value: Unknown<'_>, name: &'static str) -> Result<String> {
    let missing = || Error::invalid_argument(name, Reason::Missing, format!("{name} was not given"));
    optional_text(value, name)?.ok_or_else(missing)
}

/// A text that may be undefined or null.
pub(crate) fn optional_text(value: Unknown<'_>, name: &'static str) -> Result<Option<String>> {
    match value.get_type() {
        Ok(ValueType::Undefined | ValueType::Null) => Ok(None),
        Ok(ValueType::String) => unicode(value, name).map(Some),
        _ => Err(Error::invalid_argument(name, Reason::Type, format!("{name} must be a string"))),
    }
}

/// The slug of a delivery method; undefined leaves the choice to the core.
pub(crate) fn method(value: Unknown<'_>) -> Result<Option<DeliveryMethod>> {
    optional_text(value, "method")?.map(|slug| slug.parse()).transpose()
}

fn unicode(value: Unknown<'_>, name: &'static str) -> Result<String> {
    let surrogate =
        || Error::invalid_argument(name, Reason::Format, format!("{name} has half a surrogate pair in it"));
    let read = String::from_unknown(value).map_err(|_| surrogate())?;
    // Half a pair arrives as U+FFFD, which may also have been meant.
    if read.contains(char::REPLACEMENT_CHARACTER) {
        let units = Utf16String::from_unknown(value).map_err(|_| surrogate())?;
        return String::from_utf16(&units).map_err(|_| surrogate());
    }
    Ok(read)
}
