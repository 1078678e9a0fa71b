//! The options of a login (protocol §5.1).

use super::fields::Fields;
use crate::engine::LoginOptions;
use crate::error::Failure;

/// The login options of a body. Those about the message stand beside them in some requests.
pub(super) fn login(body: &Fields) -> Result<LoginOptions, Failure> {
    let options = body.fields("loginOptions")?;
    let template_id = options.text(&["templateId"])?;
    Ok(LoginOptions {
        stepup: options.flag(&["stepup"])?,
        mfa: options.flag(&["mfa"])?,
        claims: options.claims()?,
        revoke_others: options.flag(&["revokeOtherSessions"])?,
        tenant: options.text(&["tenantId"])?,
        template_id: template_id.or(body.text(&["templateId", "template_id"])?),
        template_options: options.object(&["templateOptions"])?,
    })
}
