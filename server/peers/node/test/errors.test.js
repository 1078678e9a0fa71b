// What goes wrong, as the client tells it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import DescopeClient from '@descope/node-sdk';
import { ANN, done, refused, stage } from '../setup.js';

const { wrongOTPCode, tooManyOTPAttempts, userNotFound } = DescopeClient.DescopeErrors;
const at = stage();
const wrong = (code) => String((Number(code) + 1) % 1e6).padStart(6, '0');

test('a wrong code leaves the right one good', async () => {
  await done(at.client.otp.signUp.email(ANN));
  const code = await at.service.code(ANN);
  assert.deepEqual(await refused(at.client.otp.verify.email(ANN, wrong(code))), [401, wrongOTPCode]);
  assert.ok(await done(at.client.otp.verify.email(ANN, code)));
  assert.deepEqual(await refused(at.client.otp.verify.email(ANN, code)), [401, wrongOTPCode]);
});

test('too many attempts', async () => {
  await done(at.client.otp.signUp.email(ANN));
  const code = await at.service.code(ANN);
  for (let attempt = 0; attempt < 3; attempt += 1) await refused(at.client.otp.verify.email(ANN, wrong(code)));
  assert.deepEqual(await refused(at.client.otp.verify.email(ANN, code)), [401, tooManyOTPAttempts]);
});

test('an expired code', async () => {
  await at.service.control('POST', '/clock', { advance: -181 });
  await done(at.client.otp.signUp.email(ANN));
  await at.service.control('POST', '/clock', { reset: true });
  const code = await at.service.code(ANN);
  assert.deepEqual(await refused(at.client.otp.verify.email(ANN, code)), [401, 'E061104']);
});

test('an unknown user', async () => {
  assert.deepEqual(await refused(at.client.otp.signIn.email(ANN)), [400, userNotFound]);
  assert.deepEqual(await refused(at.client.otp.verify.email(ANN, '123456')), [400, userNotFound]);
});

test('an existing user', async () => {
  await at.logIn();
  assert.deepEqual(await refused(at.client.otp.signUp.email(ANN)), [400, 'E062107']);
});

test('the sending limit', async () => {
  await at.service.control('PATCH', '/settings', { sendingLimit: { messages: 1, seconds: 60 } });
  await done(at.client.otp.signUp.email(ANN));
  const { code, error } = await at.client.otp.signUp.email(ANN);
  assert.deepEqual([code, error.errorCode], [429, 'E130429']);
  assert.ok(error.retryAfter > 0 && error.retryAfter <= 60);
  assert.ok(await done(at.client.otp.verify.email(ANN, await at.service.code(ANN))));
});

test("somebody else's refresh token", async () => {
  await at.logIn();
  const { refreshJwt } = await at.logIn('bob@example.com');
  const { otp } = at.client;
  assert.deepEqual(await refused(otp.update.email(ANN, 'a@new.example', refreshJwt)), [401, 'E061005']);
  assert.deepEqual(await refused(otp.signIn.email(ANN, { stepup: true }, refreshJwt)), [401, 'E061005']);
  assert.deepEqual(await refused(otp.signIn.email(ANN, { mfa: true })), [401, 'E061005']);
});

test('a gateway error is tried again', async () => {
  await at.service.control('POST', '/faults', { match: { path: '/v1/auth/otp/signup/email' }, status: 503 });
  await done(at.client.otp.signUp.email(ANN));
  const { requests } = await at.service.control('GET', '/requests');
  const starts = requests.filter(({ path }) => path.endsWith('/signup/email'));
  assert.deepEqual(
    starts.map(({ status }) => status),
    [503, 200],
  );
});
