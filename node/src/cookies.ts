/** Tokens in cookies: out of requests, into replies. */
import { refusal, valueOf } from './errors.js';
import { toJson } from './json.js';
import type { JWTResponse } from './login.js';
import { native } from './native.js';

/** Names and attributes of the token cookies. */
export interface CookieOptions {
  /** The cookie of the session token. Defaults to `DS`. */
  sessionName?: string | undefined;
  /** The cookie of the refresh token. Defaults to `DSR`. */
  refreshName?: string | undefined;
  /** Further cookies to look for a session token in. */
  sessionFallbacks?: string[] | undefined;
  /** Further cookies to look for a refresh token in. */
  refreshFallbacks?: string[] | undefined;
  /** Defaults to what the service says, else none: this host only. */
  domain?: string | undefined;
  /** Defaults to what the service says, else `/`. */
  path?: string | undefined;
  /** Defaults to `strict`. */
  sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /** Defaults to true. */
  secure?: boolean | undefined;
  /** Defaults to true. */
  httpOnly?: boolean | undefined;
  /** Whether the session token gets a cookie too. Defaults to false. */
  includeSession?: boolean | undefined;
  /** One cookie jar per embedding site. Defaults to false. */
  partitioned?: boolean | undefined;
  /** Whether names get the prefix `__Host-`. Defaults to false. */
  hostPrefix?: boolean | undefined;
}

/** Where and how long a cookie is kept. */
export interface CookieAttributes {
  domain?: string | undefined;
  path?: string | undefined;
  /** Milliseconds. */
  maxAge?: number | undefined;
  /** Seconds since the epoch. */
  expires?: number | undefined;
}

/** The tokens that a request carries; nothing is checked. */
export interface RequestTokens {
  session?: string;
  refresh?: string;
}

/** Headers as Node, `fetch` or a list of pairs has them. */
export type HeadersLike =
  Iterable<readonly [string, string] | readonly string[]> | Record<string, string | readonly string[] | undefined>;

/** Finds the tokens in the headers of a request: from `Authorization`, else from cookies. Nothing is checked. */
export function tokensFromHeaders(headers: HeadersLike, options?: CookieOptions): RequestTokens {
  return valueOf(native.tokensFromHeaders(toPairs(headers), toJson(options, 'options')));
}

/** The `Set-Cookie` values that carry a session to a browser, one cookie each. */
export function setCookies(login: JWTResponse, options?: CookieOptions): string[] {
  const attributes = toJson(login.cookie, 'attributes');
  return valueOf(native.setCookies(login.sessionJwt, login.refreshJwt, attributes, toJson(options, 'options')));
}

/** The `Set-Cookie` values that delete both cookies. */
export function clearCookies(attributes?: CookieAttributes, options?: CookieOptions): string[] {
  return valueOf(native.clearCookies(toJson(attributes, 'attributes'), toJson(options, 'options')));
}

function toPairs(headers: HeadersLike): string {
  if (typeof headers !== 'object' || headers === null) {
    throw refusal('headers', 'type', 'headers must be an object, Headers or a list of pairs');
  }
  const pairs =
    Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers).flatMap(each);
  return toJson(pairs, 'headers') ?? '[]';
}

/** A header that came several times is a list. */
function each([name, value]: [string, unknown]): [string, unknown][] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]];
}
