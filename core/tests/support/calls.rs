//! Every operation that takes part in a call to the service, with its arguments by name.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::pin::Pin;

use doorcode::otp::{LoginOptions, UpdateOptions};
use doorcode::{Call, Client, DeliveryMethod, Result, SignUpDetails, TenantQuery, VerifyOptions};

/// What the operations are called with. The values given first are good enough to be sent.
#[derive(Clone)]
pub struct Arguments {
    pub login_id: String,
    pub email: String,
    pub phone: String,
    pub code: String,
    pub refresh_token: String,
    pub session_token: String,
    pub external_token: String,
    pub access_key: String,
    pub tenant_id: String,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            login_id: "ann@example.com".into(),
            email: "ann@new.example".into(),
            phone: "+15555550100".into(),
            code: "123456".into(),
            refresh_token: "r3fr3sh".into(),
            session_token: "s3ss10n".into(),
            external_token: "3xt3rn4l".into(),
            access_key: "K2acc355".into(),
            tenant_id: "tenant-a".into(),
        }
    }
}

pub type Outcome = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// One operation.
pub struct Operation {
    pub name: &'static str,
    /// The arguments that it takes.
    pub takes: &'static [&'static str],
    /// Whether sending it twice does no harm.
    pub repeatable: bool,
    pub call: fn(&Client, &Arguments) -> Outcome,
}

fn outcome<T: Send + 'static>(call: Call<T>) -> Outcome {
    Box::pin(async move { call.await.map(drop) })
}

fn stepup() -> LoginOptions {
    LoginOptions { stepup: true, ..Default::default() }
}

/// All that is sent without a token having to be checked first.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "otp.sign_up",
        takes: &["login_id", "email"],
        repeatable: false,
        call: |client, with| {
            let details = SignUpDetails { email: Some(with.email.clone()), ..Default::default() };
            let options = Default::default();
            outcome(client.otp().sign_up(DeliveryMethod::Email, &with.login_id, Some(&details), &options))
        },
    },
    Operation {
        name: "otp.sign_in",
        takes: &["login_id", "refresh_token"],
        repeatable: false,
        call: |client, with| {
            let token = Some(with.refresh_token.as_str());
            outcome(client.otp().sign_in(DeliveryMethod::Email, &with.login_id, &stepup(), token))
        },
    },
    Operation {
        name: "otp.sign_up_or_in",
        takes: &["login_id"],
        repeatable: false,
        call: |client, with| {
            outcome(client.otp().sign_up_or_in(DeliveryMethod::Sms, &with.login_id, &Default::default()))
        },
    },
    Operation {
        name: "otp.verify",
        takes: &["login_id", "code"],
        repeatable: false,
        call: |client, with| {
            let options = VerifyOptions::default();
            outcome(client.otp().verify(DeliveryMethod::Email, &with.login_id, &with.code, &options))
        },
    },
    Operation {
        name: "otp.update_email",
        takes: &["login_id", "email", "refresh_token"],
        repeatable: false,
        call: |client, with| {
            let options = UpdateOptions::default();
            outcome(client.otp().update_email(&with.login_id, &with.email, &with.refresh_token, &options))
        },
    },
    Operation {
        name: "otp.update_phone",
        takes: &["login_id", "phone", "refresh_token"],
        repeatable: false,
        call: |client, with| {
            let (options, token) = (UpdateOptions::default(), &with.refresh_token);
            outcome(client.otp().update_phone(None, &with.login_id, &with.phone, token, &options))
        },
    },
    Operation {
        name: "session.migrate",
        takes: &["external_token"],
        repeatable: false,
        call: |client, with| outcome(client.session().migrate(&with.external_token)),
    },
    Operation {
        name: "session.select_tenant",
        takes: &["tenant_id", "refresh_token"],
        repeatable: false,
        call: |client, with| outcome(client.session().select_tenant(&with.tenant_id, &with.refresh_token)),
    },
    Operation {
        name: "session.logout",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| outcome(client.session().logout(&with.refresh_token)),
    },
    Operation {
        name: "session.logout_all",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| outcome(client.session().logout_all(&with.refresh_token)),
    },
    Operation {
        name: "session.exchange_access_key",
        takes: &["access_key"],
        repeatable: false,
        call: |client, with| {
            let session = client.session();
            outcome(session.exchange_access_key(&with.access_key, &Default::default(), &Default::default()))
        },
    },
    Operation {
        name: "user.me",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| outcome(client.user().me(&with.refresh_token)),
    },
    Operation {
        name: "user.tenants",
        takes: &["tenant_id", "refresh_token"],
        repeatable: true,
        call: |client, with| {
            let query = TenantQuery::Ids(vec![with.tenant_id.clone()]);
            outcome(client.user().tenants(query, &with.refresh_token))
        },
    },
    Operation {
        name: "user.history",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| outcome(client.user().history(&with.refresh_token)),
    },
];

/// Refreshing, which checks its token before anything is sent.
pub const REFRESHES: &[Operation] = &[
    Operation {
        name: "session.refresh",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| outcome(client.session().refresh(&with.refresh_token, &Default::default())),
    },
    Operation {
        name: "session.try_refresh",
        takes: &[],
        repeatable: true,
        call: |client, with| outcome(client.session().try_refresh(Some(&with.refresh_token))),
    },
    Operation {
        name: "session.validate_and_refresh",
        takes: &["refresh_token"],
        repeatable: true,
        call: |client, with| {
            let token = Some(with.refresh_token.as_str());
            outcome(client.session().validate_and_refresh(None, token, &Default::default()))
        },
    },
];
