//! The closed lists of an error: kinds, reasons, phases. Each has a stable slug.

/// An enum whose members have a stable text, a list of all, and the way back from the text.
macro_rules! slugs {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $member:ident = $slug:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $member,)+ }

        impl $name {
            /// Every member, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$member,)+];

            /// The stable text of this member.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $slug,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

slugs! {
    /// What the caller can do about a failure.
    pub enum ErrorKind {
        /// Mend the argument named by [`Error::argument`](crate::Error::argument).
        InvalidArgument = "invalid_argument",
        /// Mend the client's settings.
        Config = "config",
        /// Ask the user to type the code again.
        InvalidCode = "invalid_code",
        /// Send a new code.
        CodeExpired = "code_expired",
        /// Send a new code; this one takes no more guesses.
        TooManyAttempts = "too_many_attempts",
        /// Offer to sign up.
        UserNotFound = "user_not_found",
        /// Offer to sign in.
        UserExists = "user_exists",
        /// Sign in again: the service no longer accepts this session.
        SessionEnded = "session_ended",
        /// The service said no for another reason; see its code.
        Rejected = "rejected",
        /// Wait; see [`Error::retry_after`](crate::Error::retry_after).
        RateLimited = "rate_limited",
        /// Try later: the service, or something before it, failed.
        Server = "server",
        /// Refresh the session.
        TokenExpired = "token_expired",
        /// Refuse the request: the token is not what it should be; see the reason.
        TokenInvalid = "token_invalid",
        /// No key to check tokens with.
        Keys = "keys",
        /// Try later: the service can't be reached.
        Network = "network",
        /// Try later, or allow more time.
        Timeout = "timeout",
        /// Nothing: the caller stopped the call.
        Cancelled = "cancelled",
        /// Report it: the service answered something that can't be understood.
        Decode = "decode",
    }
}

slugs! {
    /// Why exactly, within a kind.
    pub enum Reason {
        /// An argument or setting is empty.
        Empty = "empty",
        /// An argument that this call needs was not given.
        Missing = "missing",
        /// An argument has the wrong form.
        Format = "format",
        /// An argument has the wrong type.
        Type = "type",
        /// An argument is longer than its limit.
        TooLong = "too_long",
        /// An option, method or name that does not exist.
        Unknown = "unknown",
        /// Two arguments contradict each other.
        Conflict = "conflict",
        /// Not part of this SDK.
        Unsupported = "unsupported",
        /// A token that can't be read, or lacks a claim it must have.
        Malformed = "malformed",
        /// A token over the size limit.
        TooLarge = "too_large",
        /// An encrypted token where a signed one is expected.
        Encrypted = "encrypted",
        /// A token that demands an extension (`crit`).
        Critical = "critical",
        /// An algorithm that is not accepted, or not the key's.
        Algorithm = "algorithm",
        /// No key has the token's `kid`.
        UnknownKey = "unknown_key",
        /// The key is too weak to prove anything.
        WeakKey = "weak_key",
        /// The signature does not fit.
        Signature = "signature",
        /// `nbf` or `iat` lies in the future.
        NotYetValid = "not_yet_valid",
        /// The token is for another audience.
        Audience = "audience",
        /// The token is of another issuer or project.
        Issuer = "issuer",
        /// A refresh token where a session token is expected, or the reverse (`drn`).
        Kind = "kind",
        /// The token is bound to a key whose possession was not proven.
        Dpop = "dpop",
        /// Keys were never loaded, and this call does not fetch.
        NotLoaded = "not_loaded",
        /// The given key can't be used.
        Unusable = "unusable",
        /// Keys could not be fetched.
        Fetch = "fetch",
    }
}

slugs! {
    /// How far a network call came.
    pub enum Phase {
        /// Looking up the host.
        Dns = "dns",
        /// Opening the connection.
        Connect = "connect",
        /// Agreeing on TLS.
        Tls = "tls",
        /// Sending the request or reading the reply.
        Read = "read",
    }
}
