// What the official client sends in each case of `conformance/wire`, in the form that is compared.
import { readFileSync } from 'node:fs';
import DescopeClient from '@descope/node-sdk';
import { CALLS, NotOffered, clientOptions } from './calls.js';

export const FOLDER = new URL('../../../conformance/wire/', import.meta.url);
export const WIRE = JSON.parse(readFileSync(new URL('cases.json', FOLDER)));

/** The requests of a case, or what the client does not offer of it. */
export async function record(service, wanted) {
  const values = await prepare(service, wanted);
  const { url: baseUrl, projectId } = service;
  const client = DescopeClient({ projectId, baseUrl, ...clientOptions(wanted.config) });
  await service.control('DELETE', '/requests');
  try {
    await CALLS[wanted.call](client, fill(wanted.with, values));
  } catch (error) {
    if (error instanceof NotOffered) return { notOffered: error.message };
    throw error;
  }
  const { requests } = await service.control('GET', '/requests');
  return requests.filter((request) => counts(request, wanted)).map((request) => shown(request, values));
}

/** Plays the steps; the values they say to keep. */
async function prepare(service, { before = [] }) {
  const values = { project: service.projectId };
  const headers = { authorization: `Bearer ${service.projectId}` };
  for (const { send, body, keep = {} } of [...WIRE.steps, ...before]) {
    const [method, path] = send.split(' ');
    const answer = await service.send(method, path, body, headers);
    for (const [name, member] of Object.entries(keep)) values[name] = answer[member];
  }
  return values;
}

/**
 * Fetches of keys are left out, unless they are what a case is about: each client has its own time for them. So is
 * what a client with a management key asks in the background once it is made.
 */
function counts({ path }, { keys }) {
  return path !== '/v1/mgmt/license' && (keys || !path.startsWith('/v2/keys/'));
}

function fill(args, values) {
  let text = JSON.stringify(args);
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(`\${${name}}`, value);
  return JSON.parse(text);
}

/** A recorded request without what is different each time: tokens by their names, the headers that matter. */
function shown({ method, path, query, headers, body, status }, values) {
  const bearer = (headers.authorization ?? '').replace(/^Bearer /, '');
  const kept = WIRE.headers.filter((name) => name in headers).map((name) => [name, headers[name]]);
  const request = { to: `${method} ${path}`, query, bearer, headers: Object.fromEntries(kept), body, status };
  let text = JSON.stringify(request);
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(value, `\${${name}}`);
  return JSON.parse(text);
}
