// The operations of `conformance/surface.json`, by id, on the official client: only the spelling is translated.

/** Thrown for what the client has no argument for. */
export class NotOffered extends Error {}

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A record in this language's names; their values are the caller's own. Further members pass through as they are. */
function record(given) {
  if (!given) return undefined;
  const { add_to_login_ids: addToLoginIDs, ...rest } = given;
  const members = Object.entries(rest).map(([name, value]) => [camel(name), value]);
  return { ...Object.fromEntries(members), ...(addToLoginIDs !== undefined && { addToLoginIDs }) };
}

/** The settings of a client that a case asks for. */
export function clientOptions({ cookies, headers, ...rest } = {}) {
  const named = { refreshCookieName: cookies?.refresh_name, baseHeaders: headers };
  const set = Object.entries(named).filter(([, value]) => value !== undefined);
  return { ...record(rest), ...Object.fromEntries(set) };
}

function notOffered(name) {
  return () => {
    throw new NotOffered(name);
  };
}

export const CALLS = {
  'otp.sign_up': (client, { method, login_id, details, options }) =>
    client.otp.signUp[method](login_id, record(details), record(options)),
  'otp.sign_in': (client, { method, login_id, options, refresh_token }) =>
    client.otp.signIn[method](login_id, record(options), refresh_token),
  'otp.sign_up_or_in': (client, { method, login_id, options, refresh_token }) =>
    refresh_token ? notOffered('refresh_token')() : client.otp.signUpOrIn[method](login_id, record(options)),
  'otp.verify': (client, { method, login_id, code }) => client.otp.verify[method](login_id, code),
  'otp.update_email': (client, { login_id, email, refresh_token, options }) =>
    client.otp.update.email(login_id, email, refresh_token, record(options)),
  'otp.update_phone': (client, { method, login_id, phone, refresh_token, options }) =>
    client.otp.update.phone[method](login_id, phone, refresh_token, record(options)),
  'session.validate': (client, { session_token }) => client.validateSession(session_token),
  'session.refresh': (client, { refresh_token }) => client.refreshSession(refresh_token),
  'session.validate_and_refresh': (client, { session_token, refresh_token }) =>
    client.validateAndRefreshSession(session_token, refresh_token),
  'session.try_refresh': notOffered('try_refresh'),
  'session.migrate': (client, { external_token }) => client.refresh(undefined, external_token),
  'session.select_tenant': (client, { tenant_id, refresh_token }) => client.selectTenant(tenant_id, refresh_token),
  'session.logout': (client, { refresh_token }) => client.logout(refresh_token),
  'session.logout_all': (client, { refresh_token }) => client.logoutAll(refresh_token),
  'session.exchange_access_key': (client, { access_key, login_options }) =>
    client.exchangeAccessKey(access_key, record(login_options)),
  'user.me': (client, { refresh_token }) => client.me(refresh_token),
  'user.history': (client, { refresh_token }) => client.history(refresh_token),
  'user.tenants': (client, { current, ids, refresh_token }) => client.myTenants(current ?? ids, refresh_token),
};
