// Users of a test suite, whose codes are asked for instead of received.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, claims, done, refused, stage } from '../setup.js';

const at = stage();

const options = { email: 't@example.com', phone: '+15555550111', displayName: 'Tess' };
const create = () => done(at.client.management.user.createTestUser('tester', options));
const generate = async (method, loginId = 'tester') =>
  (await done(at.client.management.user.generateOTPForTestUser(method, loginId))).code;

for (const method of ['email', 'sms', 'voice', 'whatsapp', 'im']) {
  test(`a code generated for ${method} signs in`, async () => {
    const { userId } = await create();
    const login = await done(at.client.otp.verify[method]('tester', await generate(method)));
    assert.deepEqual([login.firstSeen, login.user.userId], [true, userId]);
    assert.equal(claims(login.sessionJwt).tu, true);
    assert.deepEqual(await at.service.messages(method === 'email' ? options.email : options.phone), []);
  });
}

test('an embedded code signs in', async () => {
  await create();
  assert.ok(await done(at.client.otp.verify.email('tester', await generate('Embedded'))));
});

for (const start of ['signUp', 'signIn', 'signUpOrIn']) {
  test(`a generated code survives ${start}`, async () => {
    await create();
    const code = await generate('email');
    await done(at.client.otp[start].email('tester'));
    assert.ok(await done(at.client.otp.verify.email('tester', code)));
  });
}

test('a generated code completes an update', async () => {
  await create();
  const { refreshJwt } = await done(at.client.otp.verify.email('tester', await generate('email')));
  const code = await generate('email');
  await done(at.client.otp.update.email('tester', 't@new.example', refreshJwt));
  const { user } = await done(at.client.otp.verify.email('tester', code));
  assert.equal(user.email, 't@new.example');
});

test('load and delete', async () => {
  const { user } = at.client.management;
  const created = await create();
  assert.deepEqual([created.name, created.status, created.test], ['Tess', 'invited', true]);
  assert.deepEqual(await done(user.load('tester')), created);
  assert.deepEqual(await done(user.loadByUserId(created.userId)), created);
  await done(user.delete('tester'));
  assert.deepEqual(await refused(user.load('tester')), [404, 'E112102']);
});

test('all test users go at once', async () => {
  const { user } = at.client.management;
  await at.logIn();
  await create();
  await done(user.deleteAllTestUsers());
  assert.deepEqual(await refused(user.load('tester')), [404, 'E112102']);
  assert.equal((await done(user.load(ANN))).status, 'enabled');
});

test('codes are for test users only', async () => {
  const { user } = at.client.management;
  await at.logIn();
  assert.deepEqual(await refused(user.generateOTPForTestUser('email', ANN)), [400, 'E011004']);
  assert.deepEqual(await refused(user.generateOTPForTestUser('email', 'nobody')), [404, 'E112102']);
});
