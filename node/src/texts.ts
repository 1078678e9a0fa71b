/**
 * The texts that programs written for the official SDK may look for. Where there is none, the core's own words are used.
 * Tokens and codes never stand in a text.
 */
import type { Native } from './native.js';

type Text = (value: unknown) => string;

const mustBeText = (name: string) => () => `"${name}" must be a string`;
const mustNotBeEmpty = (name: string) => () => `"${name}" must not be empty`;

/** The texts of an argument that has to be a string. */
function stringTexts(argument: string, name = argument): [string, Text][] {
  return [
    [`${argument}.missing`, mustBeText(name)],
    [`${argument}.type`, mustBeText(name)],
    [`${argument}.empty`, mustNotBeEmpty(name)],
  ];
}

const TEXTS = new Map<string, Text>([
  ...['loginId', 'code', 'email', 'phone', 'tenantId', 'accessKey', 'method'].flatMap((name) => stringTexts(name)),
  ...stringTexts('refreshToken', 'token'),
  ['refreshToken.type', () => '"token" must be string or undefined'],
  ...stringTexts('projectId'),
  ['projectId.empty', (value) => (value === undefined ? mustBeText : mustNotBeEmpty)('projectId')()],
  ['email.format', (value) => `"${value}" is not a valid email`],
  ['phone.format', (value) => `"${value}" is not a valid phone number`],
  ['ids.type', () => '"tenants" must a string array or a boolean'],
  ['ids.empty', () => '"tenants" must a string array or a boolean'],
]);

/** The official text for an argument that was refused; `values` are the arguments that may be quoted. */
export function official(failure: Native.Failure, values: Record<string, unknown>): string {
  const { argument = '', reason, detail, text } = failure;
  return TEXTS.get(`${argument}.${reason}`)?.(values[argument]) ?? (detail || text);
}

/** What the official SDK says of a session call that failed. */
export interface SessionTexts {
  /** When the token is not there at all. */
  empty: string;
  /** Before everything else. */
  prefix: string;
}

export const SESSION_TEXTS = {
  validate: { empty: 'session token is required for validation', prefix: 'session validation failed. Error: ' },
  refresh: {
    empty: 'refresh token is required to refresh a session',
    prefix: 'refresh token validation failed, Error: ',
  },
  validateAndRefresh: {
    empty: 'both session and refresh tokens are empty',
    prefix: 'refresh token validation failed, Error: ',
  },
  validateJwt: { empty: '"jwt" must not be empty', prefix: '' },
  exchange: { empty: 'access key must not be empty', prefix: 'could not exchange access key - ' },
} satisfies Record<string, SessionTexts>;
