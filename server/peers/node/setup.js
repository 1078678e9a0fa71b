// What every test of this folder starts with: a fresh service and the official client, its base URL changed.
import { after, before, beforeEach } from 'node:test';
import DescopeClient from '@descope/node-sdk';
import { Service } from './service.js';

export const ANN = 'ann@example.com';
export const PHONE = '+15555550100';

/** Filled before each test: `service`, `client`, `logIn`. */
export function stage() {
  const at = {};
  before(async () => {
    at.service = await Service.start();
  });
  after(() => at.service.close());
  beforeEach(async () => {
    await at.service.reset();
    at.client = client(at.service);
    at.logIn = (loginId, method) => logIn(at, loginId, method);
  });
  return at;
}

export function client(service, options = {}) {
  const { url: baseUrl, projectId, managementKey } = service;
  return DescopeClient({ projectId, managementKey, baseUrl, ...options });
}

/** Logs somebody in, known or not; the data of `verify`. */
async function logIn({ client, service }, loginId = ANN, method = 'email') {
  await done(client.otp.signUpOrIn[method](loginId));
  return done(client.otp.verify[method](loginId, await service.code(loginId)));
}

/** The data of an answer that must be a good one. */
export async function done(answer) {
  const { ok, data, error } = await answer;
  if (!ok) throw new Error(JSON.stringify(error));
  return data;
}

/** Status and code of an answer that must be a refusal. */
export async function refused(answer) {
  const { ok, code, error } = await answer;
  if (ok) throw new Error('should have been refused');
  return [code, error.errorCode];
}

/** The claims of a token, unchecked. */
export function claims(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
}
