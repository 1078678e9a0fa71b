// Values of this language in the names of surface.json, and back: its durations are seconds, Node's are milliseconds.
import { DoorcodeError } from 'doorcode';
import { record } from './files.mjs';

/** Names that do not follow by rule: those of the wire. */
const WIRE = { totp: 'TOTP', saml: 'SAML', scim: 'SCIM', oauth: 'OAuth' };

export const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An argument as a call of this package takes it. What has the wrong type is handed over as it is. */
export function argument(type, value) {
  const fields = record(type)?.fields;
  if (type === 'duration' && typeof value === 'number') return value * 1000;
  if (type === 'durations' && Array.isArray(value)) return value.map((seconds) => seconds * 1000);
  if (!fields || !isPlain(value)) return value;
  const { extra, ...members } = value;
  const typeOf = (name) => fields.find((field) => field.name === name)?.type;
  const spelled = Object.entries(members).map(([name, item]) => [camel(name), argument(typeOf(name), item)]);
  return { ...Object.fromEntries(spelled), ...extra };
}

/** Results of this package are handed back as they are. */
const isPlain = (value) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A result as a vector looks at it. */
export function result(type, value) {
  const name = type.replace(/\?$/, '');
  if (value === undefined || value === null) return null;
  if (name === 'duration') return value / 1000;
  if (record(name)) return RECORDS[name]?.(value) ?? members(name, value);
  if (Array.isArray(value) && record(name.replace(/s$/, '')))
    return value.map((item) => result(name.slice(0, -1), item));
  return value;
}

function members(name, value) {
  const shown = record(name).fields.map((field) => [field.name, memberOf(value, field.name, name), field.type]);
  return Object.fromEntries(shown.map(([field, item, type]) => [field, field === 'extra' ? item : result(type, item)]));
}

function memberOf(value, field, name) {
  if (field === 'extra') return extra(value, name);
  return value[field in WIRE && name === 'User' ? WIRE[field] : camel(field)];
}

/** Members of the wire that the record does not have. */
function extra(value, name) {
  const known = record(name).fields.map((field) => WIRE[field.name] ?? camel(field.name));
  return Object.fromEntries(Object.entries(value).filter(([member]) => !known.includes(member)));
}

const RECORDS = {
  HttpTrace: (trace) => ({ ...members('HttpTrace', trace), headers: Object.fromEntries(trace.headers) }),
  SessionOutcome: (info) => ({
    token: result('Token', info),
    refreshed: info.refreshed,
    auth: result('AuthResponse', info.auth),
    cookies: info.cookies ?? [],
  }),
  /** `refreshSession` hands out the session, and the whole answer with it. */
  AuthResponse: (login) => members('AuthResponse', login.auth ?? login),
};

/** An error in the names of errors.json. */
export function failure(error) {
  if (!(error instanceof DoorcodeError)) throw error;
  const { kind, reason, phase, code, status, description, detail, retryAfter, traceId, body, isRetryable } = error;
  const known = { kind, reason, phase, code, status, description, detail, body, retryable: isRetryable };
  const argument = error.argument && snake(error.argument);
  return nulled({ ...known, argument, retry_after: retryAfter, trace_id: traceId });
}

function nulled(object) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, value ?? null]));
}
