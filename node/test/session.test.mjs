// Sessions: checked with and without the network, renewed, ended.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RefreshAuthenticationInfo, Token, setCookies } from 'doorcode';
import { ANN, done, stage } from './support/setup.mjs';

const at = stage();

describe('validateSession', () => {
  it('hands out the token and its claims, a fresh object each time', async () => {
    const { sessionJwt, user } = await at.logIn();
    const first = await at.client.validateSession(sessionJwt);
    assert.ok(first instanceof Token);
    assert.deepEqual(Object.keys(first), ['jwt', 'token']);
    assert.equal(first.token.sub, user.userId);
    first.token.sub = 'somebody else';
    assert.equal(at.client.validateSessionSync(sessionJwt).token.sub, user.userId);
  });

  it('keeps claims apart down to the last list, whatever their names', async () => {
    const own = JSON.parse('{"__proto__":{"admin":true},"list":[{"deep":[1]}]}');
    const jwt = await at.service.mint(undefined, { nsec: own });
    const first = await at.client.validateSession(jwt);
    assert.deepEqual(first.token.nsec, own);
    assert.equal(first.token.nsec.admin, undefined);
    first.token.nsec.list[0].deep.push(2);
    assert.deepEqual((await at.client.validateSession(jwt)).token.nsec.list, [{ deep: [1] }]);
  });

  it('takes a refresh token as second argument', async () => {
    const { sessionJwt, refreshJwt } = await at.logIn();
    const valid = await at.client.validateSession(sessionJwt, refreshJwt);
    assert.deepEqual([valid.refreshed, valid.cookies], [false, undefined]);
    const renewed = await at.client.validateSession(undefined, refreshJwt);
    assert.ok(renewed.refreshed && renewed instanceof RefreshAuthenticationInfo);
    assert.equal(renewed.refreshJwt, refreshJwt);
    assert.deepEqual(renewed.cookies, setCookies(renewed.auth));
  });

  it('takes an audience', async () => {
    const jwt = await at.service.mint(undefined, { aud: ['one', 'two'] });
    assert.equal((await at.client.validateSession(jwt, { audience: 'two' })).audience[1], 'two');
    await assert.rejects(at.client.validateSession(jwt, { audience: ['three'] }), { reason: 'audience' });
  });

  it('never fetches when it is synchronous', async () => {
    const { sessionJwt } = await at.logIn();
    const elsewhere = at.make({ authManagementKey: 'other-keys' });
    assert.throws(() => elsewhere.validateSessionSync(sessionJwt), { kind: 'keys', reason: 'not_loaded' });
    elsewhere.importKeys(at.client.exportKeys());
    assert.equal(elsewhere.validateSessionSync(sessionJwt).jwt, sessionJwt);
  });

  it('opens no connection when the key is known', async () => {
    const { sessionJwt } = await at.logIn();
    await at.client.validateSession(sessionJwt);
    await at.service.control('DELETE', '/requests');
    for (let round = 0; round < 20; round++) await at.client.validateSession(sessionJwt);
    assert.deepEqual((await at.service.control('GET', '/requests')).requests, []);
  });
});

describe('a session', () => {
  it('is renewed once for all who ask at the same time', async () => {
    const { refreshJwt } = await at.logIn();
    await at.service.control('DELETE', '/requests');
    // The answer waits until all have asked.
    await at.service.control('POST', '/faults', { match: { path: '/v1/auth/refresh' }, count: 1, delayMs: 300 });
    const renewed = await Promise.all(Array.from({ length: 10 }, () => at.client.refreshSession(refreshJwt)));
    assert.equal(new Set(renewed.map(({ jwt }) => jwt)).size, 1);
    assert.equal((await at.service.requests()).length, 1);
  });

  it('ends', async () => {
    const { refreshJwt } = await at.logIn();
    assert.deepEqual(
      [(await at.client.logout(refreshJwt)).ok, (await at.client.tryRefresh(refreshJwt)).data],
      [true, undefined],
    );
    await assert.rejects(at.client.refreshSession(refreshJwt), { kind: 'session_ended', code: 'E064001' });
    assert.equal((await at.client.refresh(refreshJwt)).error.errorCode, 'E064001');
  });

  it('knows its user, tenants and history', async () => {
    await at.service.control('POST', '/seed', {
      tenants: [{ id: 't1', name: 'One' }],
      users: [{ loginId: ANN, email: ANN, userTenants: [{ tenantId: 't1' }] }],
    });
    const { refreshJwt } = await at.logIn();
    assert.equal((await done(at.client.me(refreshJwt))).email, ANN);
    assert.equal((await done(at.client.history(refreshJwt))).length, 1);
    assert.deepEqual(
      (await done(at.client.myTenants(['t1'], refreshJwt))).tenants.map(({ name }) => name),
      ['One'],
    );
    const selected = await done(at.client.selectTenant('t1', refreshJwt));
    assert.equal(at.client.getCurrentTenant(selected.sessionJwt), 't1');
    assert.deepEqual(at.client.getTenants(selected.sessionJwt), ['t1']);
    assert.equal(at.client.isJwtExpired(selected.sessionJwt), false);
  });
});

it('a key is found by the header of a token', async () => {
  const { sessionJwt } = await at.logIn();
  const header = JSON.parse(Buffer.from(sessionJwt.split('.')[0], 'base64url'));
  assert.equal((await at.client.getKey(header)).asymmetricKeyType, 'rsa');
  await assert.rejects(at.client.getKey({}), /header.kid must not be empty/);
  await assert.rejects(at.client.getKey({ kid: 'nobody' }), /failed to fetch matching key/);
});
