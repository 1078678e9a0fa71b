// A new e-mail address, a new phone number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, PHONE, claims, done, stage } from '../setup.js';

const NEW = 'ann@new.example';

const at = stage();

test('a new address counts once it is verified', async () => {
  const { client, service } = at;
  const { refreshJwt } = await at.logIn();
  const { maskedEmail } = await done(client.otp.update.email(ANN, NEW, refreshJwt));
  assert.equal(maskedEmail, 'a***@new.example');
  assert.equal((await done(client.me(refreshJwt))).email, ANN);
  const { user } = await done(client.otp.verify.email(ANN, await service.code(NEW)));
  assert.deepEqual([user.email, user.verifiedEmail], [NEW, true]);
});

test('a new address can become a login ID', async () => {
  const { client, service } = at;
  const { refreshJwt } = await at.logIn();
  const options = { addToLoginIDs: true, onMergeUseExisting: true, templateOptions: { app: 'Shop' } };
  await done(client.otp.update.email(ANN, NEW, refreshJwt, options));
  const { user } = await done(client.otp.verify.email(ANN, await service.code(NEW)));
  assert.ok(user.loginIds.includes(NEW));
  await done(client.otp.signIn.email(NEW));
  const again = await done(client.otp.verify.email(NEW, await service.code(NEW)));
  assert.equal(again.user.userId, user.userId);
});

for (const method of ['sms', 'voice', 'whatsapp', 'im']) {
  test(`a new number by ${method}, with MFA`, async () => {
    const { client, service } = at;
    const { refreshJwt } = await at.logIn();
    const receipt = await done(client.otp.update.phone[method](ANN, PHONE, refreshJwt, { mfa: true }));
    assert.equal(receipt.maskedPhone, '+1******100');
    const { user, sessionJwt } = await done(client.otp.verify[method](ANN, await service.code(PHONE)));
    assert.deepEqual([user.phone, user.verifiedPhone, user.email], [PHONE, true, ANN]);
    assert.ok(['email', method].every((one) => claims(sessionJwt).amr.includes(one)));
  });
}
