// Tokens in cookies instead of the body: only this client, of those that are tried, can use them.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ANN, claims, client, done, stage } from '../setup.js';

const at = stage();

beforeEach(() => at.service.control('PATCH', '/settings', { cookies: true }));

const cookie = (name, cookies) => cookies.join().match(new RegExp(`${name}=([^;]*)`))[1];

test('verify answers with two cookies and empty tokens', async () => {
  const login = await at.logIn();
  assert.equal(login.sessionJwt, '');
  assert.equal(login.refreshJwt, cookie('DSR', login.cookies));
  assert.equal(claims(cookie('DS', login.cookies)).drn, 'DS');
  for (const word of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) {
    assert.equal(login.cookies.join().split(word).length, 3, word);
  }
  assert.doesNotMatch(login.cookies.join(), /Domain/);
});

test('a refresh sets the session cookie only', async () => {
  const { refreshJwt } = await at.logIn();
  const { jwt, token, cookies } = await at.client.refreshSession(refreshJwt);
  assert.equal(jwt, cookie('DS', cookies));
  assert.equal(token.drn, 'DS');
  assert.doesNotMatch(cookies.join(), /DSR=/);
});

test('a rotated refresh token comes in its cookie', async () => {
  await at.service.control('PATCH', '/settings', { rotateRefreshTokens: true });
  const { refreshJwt } = await at.logIn();
  const rotated = await at.client.refreshSession(refreshJwt);
  assert.notEqual(rotated.refreshJwt, refreshJwt);
  assert.equal(claims(rotated.refreshJwt).drn, 'DSR');
});

test('a refresh without a bearer token takes the cookie', async () => {
  const { refreshJwt } = await at.logIn();
  const browser = client(at.service, { baseHeaders: { cookie: `DSR=${refreshJwt}` } });
  const { cookies } = await done(browser.refresh());
  assert.equal(claims(cookie('DS', cookies)).drn, 'DS');
});

test('log-out clears both', async () => {
  const { refreshJwt } = await at.logIn();
  const { response } = await at.client.logout(refreshJwt);
  const cleared = response.headers.getSetCookie();
  assert.deepEqual(cleared.map((one) => one.split(';')[0]).sort(), ['DS=', 'DSR=']);
  assert.ok(cleared.every((one) => /Max-Age=0/.test(one)));
});

test('the other methods work as with tokens in the body', async () => {
  const { refreshJwt } = await at.logIn();
  assert.equal((await done(at.client.me(refreshJwt))).email, ANN);
});
