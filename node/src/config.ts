/** The settings of a client. */
import type { RequestOptions } from './call.js';
import type { CookieOptions } from './cookies.js';
import { refusal } from './errors.js';
import type { CookiePolicy, HeadersInit, Hooks, HttpSettings } from './http.js';
import { toJson } from './json.js';
import type { Native } from './native.js';
import type { VerifyOptions } from './options.js';

/** Hears what the client has to say. It never gets a secret. */
export type Logger = Partial<Pick<Console, 'debug' | 'log' | 'error' | 'warn'>>;

/** When a call is sent again: only calls that are safe to repeat are. */
export interface RetryPolicy {
  /** The statuses that are worth another try. Defaults to 503, 520, 521, 522, 524, 530. */
  statuses?: number[] | undefined;
  /** Milliseconds to wait before each further try. Defaults to 100, 5,000, 5,000. */
  delays?: number[] | undefined;
  /** Whether `Retry-After` is obeyed. Defaults to true. */
  honourRetryAfter?: boolean | undefined;
  /** A `Retry-After` beyond this is not waited for, in milliseconds. Defaults to 10,000. */
  maxRetryAfter?: number | undefined;
  /** All waiting of one call together, in milliseconds. Defaults to 20,000. */
  maxTotal?: number | undefined;
}

/** Everything that can be set on a client. */
export interface Config {
  /** The project. Defaults to `DESCOPE_PROJECT_ID`. */
  projectId?: string | undefined;
  /** The service's address. Defaults to `DESCOPE_BASE_URI`, else to the service of the project's region. */
  baseUrl?: string | undefined;
  /** A key to check tokens with instead of the service's: a JWK or JWKS, as JSON text or object. Nothing is fetched. */
  publicKey?: string | object | undefined;
  /** Opens authentication calls whose public access was switched off. */
  authManagementKey?: string | undefined;
  /** Accepted for the sake of shared settings; sent on no call. */
  managementKey?: string | undefined;
  logger?: Logger | undefined;
  /** See requests and responses. They then go out by `fetch`. */
  hooks?: Hooks | undefined;
  /** Carries the requests in place of the native transport. */
  fetch?: typeof fetch | undefined;
  /** `credentials` of requests that go out by `fetch`; null leaves it out. Defaults to `include`. */
  cookiePolicy?: CookiePolicy | null | undefined;
  /** Further headers for every request. */
  baseHeaders?: HeadersInit | undefined;
  /** The same, under this SDK's own name. */
  headers?: Record<string, string> | undefined;
  /** The name of the refresh cookie; `cookies.refreshName` under the official SDK's name. */
  refreshCookieName?: string | undefined;
  /** Names and attributes of the cookies that are read and made. */
  cookies?: CookieOptions | undefined;
  /** How long a whole call may take, in milliseconds. Defaults to 60,000. */
  timeout?: number | undefined;
  /** By how much two clocks may differ, in milliseconds. Defaults to 5,000. */
  leeway?: number | undefined;
  /** Whether times of tokens are compared with the clock. Defaults to true. */
  checkTimes?: boolean | undefined;
  /** Whether calls that hand back tokens fetch the keys to check them. Defaults to true. */
  fetchKeysForReplies?: boolean | undefined;
  /** What every checking call expects unless it says otherwise. */
  verify?: Omit<VerifyOptions, keyof RequestOptions> | undefined;
  /** A longer token is refused unread. Defaults to 16,384. */
  maxTokenBytes?: number | undefined;
  /** How many tokens that passed are remembered; 0 is none. Defaults to 1,024. */
  tokenCache?: number | undefined;
  retry?: RetryPolicy | undefined;
  /** Further certificates to trust, in PEM form. */
  caPem?: string | undefined;
  /** Accept any TLS certificate. Never switches off the check of a token. */
  skipVerify?: boolean | undefined;
  /** Whether `lastResponse()` keeps the last reply. Defaults to false. */
  captureLastResponse?: boolean | undefined;
  /** The source of time; for tests. */
  clock?: Native.Clock | undefined;
}

/** Settings taken apart: what the core gets, and what stays here. */
export interface Settings {
  core: Record<string, unknown>;
  http: Pick<HttpSettings, 'hooks' | 'fetch' | 'cookiePolicy' | 'authManagementKey' | 'headers'>;
  logger: Logger | undefined;
  clock: Native.Clock | undefined;
  captureLastResponse: boolean;
}

export function toSettings(config: unknown): Settings {
  if (typeof config !== 'object' || config === null)
    throw refusal('config', 'type', 'config must be an object', 'config');
  const { logger, hooks, fetch, cookiePolicy, baseHeaders, refreshCookieName, captureLastResponse, clock, ...own } =
    config as Config;
  const headers = { ...headersOf(baseHeaders), ...own.headers };
  const core: Record<string, unknown> = { ...own, headers, nodeVersion: process.versions.node };
  if (refreshCookieName !== undefined) core['cookies'] = { refreshName: refreshCookieName, ...own.cookies };
  if (typeof own.publicKey === 'object') core['publicKey'] = toJson(own.publicKey, 'publicKey');
  return {
    core,
    http: { hooks, fetch, cookiePolicy, headers, authManagementKey: own.authManagementKey },
    logger,
    clock,
    captureLastResponse: captureLastResponse === true,
  };
}

function headersOf(headers: HeadersInit | undefined): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(headers));
  } catch {
    throw refusal('baseHeaders', 'format', 'baseHeaders has a name or value that can not be sent', 'config');
  }
}
