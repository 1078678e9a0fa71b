/** Errors. `DoorcodeError` is above them all; `kind` says what the caller can do about one. */
import type { Native } from './native.js';
import { native } from './native.js';
import { official } from './texts.js';

/** Every failure that Doorcode reports. */
export class DoorcodeError extends Error {
  /** What the caller can do about it, for example `invalid_code`. */
  readonly kind: string;
  /** Why exactly, within a kind, for example `signature`. */
  readonly reason: string | undefined;
  /** The argument or setting that was refused. */
  readonly argument: string | undefined;
  /** How far a network call came: `dns`, `connect`, `tls` or `read`. */
  readonly phase: string | undefined;
  /** The code to search for: the service's own (`E…`), or a local one (`D…`). */
  readonly code: string;
  /** What kind of failure this is, in a few words. */
  readonly description: string;
  /** What exactly happened; may be empty. */
  readonly detail: string;
  /** The HTTP status of the reply, or the one that suits a failure found locally. */
  readonly status: number | undefined;
  /** How many seconds the service asked to wait. */
  readonly retryAfter: number | undefined;
  /** The service's name for this exchange, to quote to its operators. */
  readonly traceId: string | undefined;
  /** Whether the same call may succeed later without any change. */
  readonly isRetryable: boolean;
  readonly #body: string | undefined;

  /** @internal */
  constructor(failure: Native.Failure, message: string = failure.text, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = failure.kind;
    this.reason = failure.reason;
    this.argument = failure.argument;
    this.phase = failure.phase;
    this.code = failure.code;
    this.description = failure.description;
    this.detail = failure.detail;
    this.status = failure.status;
    this.retryAfter = failure.retryAfter;
    this.traceId = failure.traceId;
    this.isRetryable = failure.isRetryable;
    this.#body = failure.body;
  }

  override get name(): string {
    return 'DoorcodeError';
  }

  /** The reply as it came, without the request's secrets. It may hold tokens, so no inspection shows it. */
  get body(): string | undefined {
    return this.#body;
  }
}

/** There was no reply. `phase` says how far it came. */
export class NetworkError extends DoorcodeError {
  override get name(): string {
    return 'NetworkError';
  }
}

/** The call took longer than it may. */
export class TimeoutError extends NetworkError {
  override get name(): string {
    return 'TimeoutError';
  }
}

const CLASSES: Record<string, typeof DoorcodeError> = { network: NetworkError, timeout: TimeoutError };

/** The error for a failure of the core, made where the caller's stack is. */
export function failed(failure: Native.Failure, message?: string, cause?: unknown): DoorcodeError {
  const Class = CLASSES[failure.kind] ?? DoorcodeError;
  return new Class(failure, message, cause);
}

/** Whether the arguments are to blame, so that nothing was done. */
export function isArgument({ kind }: Native.Failure): boolean {
  return kind === 'invalid_argument' || kind === 'config';
}

/** Throws what can't be used, with the text of the official SDK. */
export function refuse(failure: Native.Failure, values: Record<string, unknown> = {}): never {
  throw failed(failure, official(failure, values));
}

/** The error for what the package itself refuses, in the form the core gives its own. */
export function refusal(argument: string, reason: string, detail: string, kind = 'invalid_argument'): DoorcodeError {
  return failed(native.refusal(kind, argument, reason, detail), detail);
}

/** The value of a call that is done at once. */
export function valueOf<T extends string | boolean | string[] | object>(answer: T | Native.Failure): T {
  if (isFailure(answer)) refuse(answer);
  return answer;
}

function isFailure(answer: unknown): answer is Native.Failure {
  return typeof answer === 'object' && answer !== null && 'isRetryable' in answer;
}
