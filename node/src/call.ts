/** One call: run by the core, or driven over a transport of the caller's own; stopped by a signal. */
import type { HttpClient } from './http.js';
import { refusal } from './errors.js';
import type { Native } from './native.js';
import { drive } from './transport.js';

/** What every call takes in its trailing options. */
export interface RequestOptions {
  /** Stops the call. A refresh that was already sent runs to its end, and its answer goes to the next call. */
  signal?: AbortSignal | undefined;
  /** How long the call may take, in milliseconds. Defaults to the client's. */
  timeout?: number | undefined;
  /** Further headers for this call; they win over the client's. */
  headers?: Record<string, string> | undefined;
  /** Sent as `x-external-rid`, to find this call in the service's logs. */
  requestId?: string | undefined;
}

/** What came of a call, and what made it fail where that is known here only. */
export type Outcome = Native.Outcome & { cause?: unknown };

/** Takes the request's part out of trailing options. */
export function split<T>(options: T): [own: T, request: RequestOptions | undefined] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return [options, undefined];
  const { signal, timeout, headers, requestId, ...own } = options as RequestOptions & Record<string, unknown>;
  const request = { signal, timeout, headers, requestId };
  const given = Object.values(request).some((value) => value !== undefined);
  return given ? [own as T, request] : [options, undefined];
}

export function checkedSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (signal instanceof AbortSignal) return signal;
  throw refusal('signal', 'type', 'signal must be an AbortSignal');
}

/** Runs `call` to its end, over `http` where that is given. */
export async function run(call: Native.Call, http?: HttpClient, signal?: AbortSignal): Promise<Outcome> {
  signal?.throwIfAborted();
  if (http) return drive(call.flow(), http, signal);
  return signal ? abortable(call, signal) : call.run();
}

function abortable(call: Native.Call, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      call.cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    void call.run().then((outcome) => {
      signal.removeEventListener('abort', stop);
      resolve(outcome);
    });
  });
}
