// What most tests start with: a service, a client, and somebody who logs in.
import { after, before, beforeEach } from 'node:test';
import DescopeClient from 'doorcode';
import { Service } from './service.mjs';

export const ANN = 'ann@example.com';
export const PHONE = '+15555550100';

/** Filled before each test: `service`, `client`, `make`, `logIn`. */
export function stage() {
  const at = {};
  before(async () => {
    at.service = await Service.start();
  });
  after(() => at.service.close());
  beforeEach(async () => {
    await at.service.reset();
    at.make = (settings) => DescopeClient({ projectId: at.service.projectId, baseUrl: at.service.url, ...settings });
    at.client = at.make();
    at.logIn = (loginId = ANN, method = 'email') => logIn(at, loginId, method);
  });
  return at;
}

/** Logs somebody in, known or not; the data of `verify`. */
async function logIn({ client, service }, loginId, method) {
  await done(client.otp.signUpOrIn[method](loginId));
  return done(client.otp.verify[method](loginId, await service.code(loginId)));
}

/** The data of an answer that must be a good one. */
export async function done(answer) {
  const { ok, data, error } = await answer;
  if (!ok) throw new Error(JSON.stringify(error));
  return data;
}
