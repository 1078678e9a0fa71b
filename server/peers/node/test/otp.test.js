// Signing up and in, with every method that the client has.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ANN, PHONE, claims, done, stage } from '../setup.js';

const METHODS = { email: ANN, sms: PHONE, voice: PHONE, whatsapp: PHONE, im: PHONE };

const at = stage();

for (const [method, loginId] of Object.entries(METHODS)) {
  const receipt =
    method === 'email'
      ? { maskedEmail: 'a***@example.com', verificationAttempts: 3 }
      : { maskedPhone: '+1******100', verificationAttempts: 3 };
  const verified = method === 'email' ? 'verifiedEmail' : 'verifiedPhone';

  describe(`by ${method}`, () => {
    test('sign up, then sign in', async () => {
      const { otp } = at.client;
      assert.deepEqual(await done(otp.signUp[method](loginId, { name: 'Ann' })), receipt);
      const first = await done(otp.verify[method](loginId, await at.service.code(loginId)));
      assert.equal(first.firstSeen, true);
      assert.equal(first.user.name, 'Ann');
      assert.equal(first.user[verified], true);

      assert.deepEqual(await done(otp.signIn[method](loginId)), receipt);
      const second = await done(otp.verify[method](loginId, await at.service.code(loginId)));
      assert.equal(second.firstSeen, false);
      assert.equal(second.user.userId, first.user.userId);
      assert.deepEqual(claims(second.sessionJwt).amr, [method]);
    });

    test('sign up or in', async () => {
      for (const firstSeen of [true, false]) {
        assert.deepEqual(await done(at.client.otp.signUpOrIn[method](loginId)), receipt);
        const login = await done(at.client.otp.verify[method](loginId, await at.service.code(loginId)));
        assert.equal(login.firstSeen, firstSeen);
      }
    });
  });
}

test('a sign-up sends its code to the address in the details', async () => {
  await done(at.client.otp.signUp.email('ann', { email: ANN, givenName: 'Ann', familyName: 'Lee' }));
  const { user } = await done(at.client.otp.verify.email('ann', await at.service.code(ANN)));
  assert.deepEqual([user.loginIds, user.email, user.givenName, user.familyName], [['ann'], ANN, 'Ann', 'Lee']);
});

test('verify hands back the refresh cookie for the application to set', async () => {
  const { refreshJwt, cookies } = await at.logIn();
  assert.equal(cookies.length, 1);
  assert.match(cookies[0], new RegExp(`^DSR=${refreshJwt}; Domain=; Max-Age=\\d{7}; Path=/;`));
});

test('custom claims are set apart', async () => {
  const { otp } = at.client;
  const customClaims = { plan: 'pro', seats: 3 };
  const starts = [
    () => otp.signUp.email(ANN, undefined, { customClaims }),
    () => otp.signIn.email(ANN, { customClaims }),
    () => otp.signUpOrIn.email(ANN, { customClaims }),
  ];
  for (const start of starts) {
    await done(start());
    const { sessionJwt } = await done(otp.verify.email(ANN, await at.service.code(ANN)));
    assert.deepEqual(claims(sessionJwt).nsec, customClaims);
  }
});

test('template options reach the message', async () => {
  await at.service.control('PATCH', '/settings', { templates: { short: '{{code}} for {{app}}' } });
  await done(at.client.otp.signUp.email(ANN, {}, { templateId: 'short', templateOptions: { app: 'Shop' } }));
  const { code, text } = (await at.service.messages(ANN)).at(-1);
  assert.equal(text, `${code} for Shop`);
});

test('a step-up marks the session and nothing else', async () => {
  const { refreshJwt } = await at.logIn();
  await done(at.client.otp.signIn.email(ANN, { stepup: true }, refreshJwt));
  const login = await done(at.client.otp.verify.email(ANN, await at.service.code(ANN)));
  assert.equal(claims(login.sessionJwt).su, true);
  assert.equal(claims(login.refreshJwt).su, undefined);
  const { token } = await at.client.refreshSession(login.refreshJwt);
  assert.equal(token.su, undefined);
});

test('MFA adds to the methods of the session', async () => {
  const { refreshJwt } = await at.logIn();
  await done(at.client.otp.update.phone.sms(ANN, PHONE, refreshJwt));
  await done(at.client.otp.verify.sms(ANN, await at.service.code(PHONE)));
  await done(at.client.otp.signIn.sms(ANN, { mfa: true }, refreshJwt));
  const { sessionJwt } = await done(at.client.otp.verify.sms(ANN, await at.service.code(PHONE)));
  assert.deepEqual(claims(sessionJwt).amr.sort(), ['email', 'mfa', 'sms']);
});
