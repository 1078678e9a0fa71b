// Errors as programs for the official SDK know them, and as they are meant: one class, a kind, the caller's stack.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { DoorcodeError, NetworkError, TimeoutError } from 'doorcode';
import { errors } from './conformance/files.mjs';
import { ANN, done, stage } from './support/setup.mjs';

const at = stage();

describe('arguments are refused at once, in the official words', () => {
  for (const [title, text, call] of [
    ['no login ID', '"loginId" must be a string', ({ otp }) => otp.signIn.email()],
    ['a number', '"loginId" must be a string', ({ otp }) => otp.signUp.sms(5)],
    ['an empty one', '"loginId" must not be empty', ({ otp }) => otp.signUpOrIn.email('')],
    ['an empty code', '"code" must not be empty', ({ otp }) => otp.verify.email(ANN, ' ')],
    ['no e-mail', '"b" is not a valid email', ({ otp }) => otp.update.email(ANN, 'b', 't')],
    ['no phone', '"b" is not a valid phone number', ({ otp }) => otp.update.phone.sms(ANN, 'b', 't')],
    ['a token of the wrong type', '"token" must be string or undefined', ({ me }) => me(5)],
    [
      'neither tenants nor a flag',
      '"tenants" must a string array or a boolean',
      ({ myTenants }) => myTenants('t1', 'x'),
    ],
  ]) {
    it(title, () => assert.throws(() => call(at.client), { message: text, kind: 'invalid_argument', status: 400 }));
  }

  it('no project', () => {
    assert.throws(() => at.make({ projectId: undefined }), { message: '"projectId" must be a string', kind: 'config' });
    assert.throws(() => at.make({ projectId: '' }), { message: '"projectId" must not be empty', kind: 'config' });
  });

  it('settings that browsers refuse, before any code is burnt', () => {
    assert.throws(() => at.make({ cookies: { sameSite: 'none', secure: false } }), { argument: 'sameSite' });
  });

  it('options that JSON can not say', () => {
    const circle = {};
    circle.circle = circle;
    for (const customClaims of [{ n: 1n }, { n: NaN }, circle, () => {}]) {
      const refused = { kind: 'invalid_argument' };
      if (typeof customClaims === 'function')
        assert.throws(() => at.client.otp.signIn.email(ANN, customClaims), refused);
      else assert.throws(() => at.client.otp.signIn.email(ANN, { customClaims }), refused);
    }
  });
});

describe('session calls reject, as the official ones do', () => {
  for (const [text, call] of [
    ['session token is required for validation', (client) => client.validateSession('')],
    ['refresh token is required to refresh a session', (client) => client.refreshSession(undefined)],
    ['both session and refresh tokens are empty', (client) => client.validateAndRefreshSession()],
    ['access key must not be empty', (client) => client.exchangeAccessKey('')],
  ]) {
    it(text, () => assert.rejects(call(at.client), { message: text, kind: 'invalid_argument' }));
  }

  it('with the official prefix, and the error itself as cause', async () => {
    const { refreshJwt, sessionJwt } = await at.logIn();
    await assert.rejects(at.client.validateSession(refreshJwt), (error) => {
      assert.match(error.message, /^session validation failed\. Error: Token is of another kind/);
      assert.deepEqual([error.kind, error.reason, error.status], ['token_invalid', 'kind', 401]);
      return error.cause instanceof DoorcodeError && error.cause.reason === 'kind';
    });
    await assert.rejects(
      at.client.refreshSession(sessionJwt),
      /^DoorcodeError: refresh token validation failed, Error: /,
    );
  });
});

describe('a no of the service', () => {
  it('is an answer', async () => {
    const { ok, code, error, response, data } = await at.client.otp.signIn.email(ANN);
    assert.deepEqual([ok, code, data, response.status], [false, 400, undefined, 400]);
    assert.deepEqual(
      [error.errorCode, error.errorDescription, error.kind],
      ['E062108', 'User not found', 'user_not_found'],
    );
    assert.ok(error.cause instanceof DoorcodeError);
    assert.ok(!('retryAfter' in error));
  });

  it('for every reply of the table', async () => {
    for (const { status, code, kind } of errors.replies) {
      const body = code ? { errorCode: code, errorDescription: 'd', errorMessage: 'm', extra: 1 } : '<html>';
      const headers = { 'retry-after': '40' };
      await at.service.control('POST', '/faults', {
        match: { path: '/v1/auth/otp/signin/email' },
        count: 1,
        status,
        body,
        headers,
      });
      const { ok, error, code: found } = await at.client.otp.signIn.email(ANN);
      assert.deepEqual([ok, found, error.kind], [false, status, kind], `${status} ${code}`);
      assert.equal(error.extra, code ? 1 : undefined);
      assert.equal(error.retryAfter, kind === 'rate_limited' ? 40 : undefined);
    }
  });
});

describe('no answer', () => {
  it('is thrown as a network error', async () => {
    const lost = at.make({ baseUrl: 'http://127.0.0.1:1' });
    await assert.rejects(lost.otp.signIn.email(ANN), (error) => {
      assert.ok(error instanceof NetworkError && !(error instanceof TimeoutError));
      assert.deepEqual(
        [error.name, error.kind, error.phase, error.isRetryable],
        ['NetworkError', 'network', 'connect', true],
      );
      return true;
    });
  });

  it('or as a timeout', async () => {
    await at.service.control('POST', '/faults', { match: {}, count: 1, delayMs: 5000 });
    await assert.rejects(
      at.client.me('x', { timeout: 30 }),
      (error) => error instanceof TimeoutError && error.name === 'TimeoutError',
    );
  });

  it('a page instead of JSON is thrown too', async () => {
    await at.service.control('POST', '/faults', { match: {}, count: 1, status: 200, body: '<html>' });
    await assert.rejects(at.client.me('x'), { kind: 'decode' });
  });
});

describe('what an error shows', () => {
  it("the caller's stack", async () => {
    async function theCaller() {
      await at.client.validateJwt('a.b.c');
    }
    await assert.rejects(theCaller(), (error) => /theCaller/.test(error.stack));
  });

  it('no reply, no token, no code', async () => {
    const { refreshJwt } = await at.logIn();
    await done(at.client.logout(refreshJwt));
    const { error } = await at.client.me(refreshJwt);
    const wrong = await at.client.otp.verify.email(ANN, '918273');
    const shown = inspect([error, error.cause, wrong], { depth: 9, showHidden: true });
    for (const secret of [refreshJwt, refreshJwt.split('.')[2], '918273']) assert.ok(!shown.includes(secret));
  });
});
