/**
 * Carries a flow's requests over an HTTP client of the user's. It decides nothing: the core says what to send, how long
 * to wait, and what to make of the answer.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from './call.js';
import type { HttpClient } from './http.js';
import type { Native } from './native.js';

/** Runs `flow` to its end. */
export async function drive(flow: Native.Flow, http: HttpClient, signal?: AbortSignal): Promise<Outcome> {
  let cause: unknown;
  for (let step = flow.next(); ;) {
    if (step.done) return cause === undefined ? step.done : { ...step.done, cause };
    if (step.send) [step, cause] = await exchange(flow, step.send, http, signal);
    else {
      await delay(step.wait, undefined, signal && { signal });
      step = flow.next();
    }
  }
}

type Exchanged = [step: Native.Step, cause: unknown];

async function exchange(
  flow: Native.Flow,
  request: Native.Request,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Exchanged> {
  try {
    const response = await send(request, http, signal);
    const headers = [...response.headers].map((pair) => [...pair]);
    return [flow.answer(response.status, headers, new Uint8Array(await response.arrayBuffer())), undefined];
  } catch (error) {
    signal?.throwIfAborted();
    return [flow.fail(phase(error), told(error)), error];
  }
}

function send(request: Native.Request, http: HttpClient, signal?: AbortSignal): Promise<Response> {
  const deadline = AbortSignal.timeout(Math.ceil(request.timeout));
  const config = {
    headers: Object.fromEntries(request.headers as [string, string][]),
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  };
  if (request.method === 'GET') return http.get(request.url, config);
  return http.post(request.url, request.body === undefined ? undefined : JSON.parse(request.body), config);
}

const PHASES: Record<string, string> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
};

/** How far it came; nothing where it took too long. */
function phase(error: unknown): string | undefined {
  if (error instanceof Error && error.name === 'TimeoutError') return undefined;
  const { code, message } = Object((error as Error | undefined)?.cause) as { code?: string; message?: string };
  if (code !== undefined && code in PHASES) return PHASES[code];
  // Node's fetch opens no connection to ports that other protocols are known by.
  if (message === 'bad port') return 'connect';
  return /CERT|TLS|SSL/.test(code ?? '') ? 'tls' : 'read';
}

/** The text of an unknown error may quote the request, so only its class is told. */
function told(error: unknown): string {
  return error instanceof Error ? error.name : 'no Error was thrown';
}
