//! Instants as dates and back. A service, or a token, may name dates that one of the two types can't hold,
//! and their ordinary conversions panic.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

/// None beyond the year 9999, and before 1970.
pub(crate) fn date(instant: SystemTime) -> Option<OffsetDateTime> {
    let since = instant.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    OffsetDateTime::UNIX_EPOCH.checked_add(since.try_into().ok()?)
}

/// None before 1970.
pub(crate) fn instant(date: OffsetDateTime) -> Option<SystemTime> {
    let since = Duration::try_from(date - OffsetDateTime::UNIX_EPOCH).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_cannot_be_held_are_none() {
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
        assert_eq!(date(end).and_then(instant), Some(end));
        assert_eq!(date(end + Duration::from_secs(1)), None);
        assert_eq!(date(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), None);
        assert_eq!(instant(time::macros::datetime!(0001-01-01 0:00 UTC)), None);
    }
}
