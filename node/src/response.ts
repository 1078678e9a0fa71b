/** What the calls hand back that don't throw when the service says no. */
import type { Outcome } from './call.js';
import { type DoorcodeError, failed } from './errors.js';

/** The last HTTP reply of a call, without secrets. */
export interface HttpTrace {
  ok: boolean;
  status: number;
  headers: Headers;
  /** The service's name for this exchange. */
  requestId: string | undefined;
  cfRay: string | undefined;
  /** How often the request was sent. */
  attempts: number;
  /** How long it took, in milliseconds. */
  elapsed: number;
  /** With tokens and codes blotted out. */
  body: string;
}

/** A no of the service: its own members, and these. */
export class ServiceError {
  /** The service's code (`E…`), or a local one (`D…`) where something before the service answered. */
  errorCode: string;
  errorDescription: string;
  errorMessage: string;
  /** Seconds to wait, on a rate limit: 0 where the service did not say. */
  declare retryAfter?: number;
  readonly #cause: DoorcodeError;

  /** @internal */
  constructor(cause: DoorcodeError) {
    Object.assign(this, members(cause.body));
    this.errorCode = cause.code;
    this.errorDescription = cause.description;
    this.errorMessage = cause.detail;
    if (cause.kind === 'rate_limited') this.retryAfter = cause.retryAfter ?? 0;
    this.#cause = cause;
  }

  /** What the caller can do about it, for example `invalid_code`. */
  get kind(): string {
    return this.#cause.kind;
  }

  /** The same as an error, to be thrown. */
  get cause(): DoorcodeError {
    return this.#cause;
  }
}

/** The answer of the service: yes (`ok`, `data`) or no (`error`). Failures that are neither are thrown. */
export type SdkResponse<T> = {
  /** The HTTP status. */
  code?: number | undefined;
  ok: boolean;
  response?: HttpTrace | undefined;
  error?: ServiceError;
  data?: T;
};

/** The kinds by which the service says no. */
const REFUSALS = new Set([
  'invalid_code',
  'code_expired',
  'too_many_attempts',
  'user_not_found',
  'user_exists',
  'session_ended',
  'rejected',
  'rate_limited',
  'server',
]);

export function toResponse<T>(outcome: Outcome, read: (value: any) => T): SdkResponse<T> {
  const response = trace(outcome);
  const { value, failure, cause } = outcome;
  if (!failure) return { code: response?.status, ok: true, response, data: read(JSON.parse(value ?? 'null')) };
  const error = failed(failure, undefined, cause);
  if (!REFUSALS.has(failure.kind)) throw error;
  return { code: failure.status, ok: false, response, error: new ServiceError(error) };
}

export function trace({ trace }: Outcome): HttpTrace | undefined {
  if (trace === undefined) return undefined;
  const read = JSON.parse(trace);
  return {
    ...read,
    ok: read.status >= 200 && read.status < 300,
    headers: new Headers(read.headers),
    requestId: read.requestId ?? undefined,
    cfRay: read.cfRay ?? undefined,
  };
}

/** Of a JSON object; of nothing else. */
function members(body: string | undefined): object {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
