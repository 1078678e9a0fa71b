// Sessions: validate, refresh, tenants, history, log out, access keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, claims, done, refused, stage } from '../setup.js';

const at = stage();
const past = () => Math.floor(Date.now() / 1000) - 60;

test('validate', async () => {
  const { client, service } = at;
  const { sessionJwt } = await at.logIn();
  const { jwt, token } = await client.validateSession(sessionJwt);
  assert.deepEqual([jwt, token.drn, token.iss], [sessionJwt, 'DS', service.projectId]);
  assert.equal((await client.validateJwt(sessionJwt)).token.sub, token.sub);
  assert.ok(await client.getKey({ kid: JSON.parse(atob(jwt.split('.')[0])).kid }));
  await assert.rejects(client.validateSession(await service.mint(ANN, { exp: past() })), /"exp" claim/);
  await assert.rejects(client.validateSession(await service.mint(ANN, { iss: 'P2other' })), /"iss" claim/);
  await assert.rejects(client.validateSession(await service.mint(ANN, {}, { signWith: 'foreign' })), /key|sign/);
});

test('an audience is checked', async () => {
  await at.service.control('PATCH', '/settings', { audience: ['shop'] });
  const { sessionJwt, refreshJwt } = await at.logIn();
  assert.deepEqual((await at.client.validateSession(sessionJwt, { audience: 'shop' })).token.aud, ['shop']);
  assert.ok(await at.client.refreshSession(refreshJwt, { audience: ['shop', 'bank'] }));
  await assert.rejects(at.client.validateSession(sessionJwt, { audience: 'bank' }), /"aud" claim/);
});

test('refresh', async () => {
  const { sessionJwt, refreshJwt, user } = await at.logIn();
  const refreshed = await at.client.refreshSession(refreshJwt);
  assert.equal(refreshed.token.sub, claims(sessionJwt).sub);
  assert.equal(refreshed.refreshJwt, undefined);
  const raw = await done(at.client.refresh(refreshJwt));
  assert.equal(raw.user.userId, user.userId);
  assert.ok(await at.client.validateSession(raw.sessionJwt));
});

test('a rotated refresh token replaces the old one', async () => {
  await at.service.control('PATCH', '/settings', { rotateRefreshTokens: true });
  const { refreshJwt } = await at.logIn();
  const rotated = await at.client.refreshSession(refreshJwt);
  assert.notEqual(rotated.refreshJwt, refreshJwt);
  assert.ok(rotated.cookies[0].startsWith(`DSR=${rotated.refreshJwt}`));
  assert.equal((await done(at.client.me(rotated.refreshJwt))).email, ANN);
});

test('validate and refresh', async () => {
  const { client, service } = at;
  const { sessionJwt, refreshJwt } = await at.logIn();
  assert.equal((await client.validateAndRefreshSession(sessionJwt, refreshJwt)).jwt, sessionJwt);
  for (const session of [await service.mint(ANN, { exp: past() }), undefined]) {
    const { jwt } = await client.validateAndRefreshSession(session, refreshJwt);
    assert.ok(await client.validateSession(jwt));
  }
});

test('a foreign token is exchanged for a session', async () => {
  await at.logIn();
  await at.service.control('PATCH', '/settings', { externalTokens: { 'from elsewhere': ANN } });
  const { sessionJwt } = await done(at.client.refresh(undefined, 'from elsewhere'));
  assert.equal((await at.client.validateSession(sessionJwt)).token.drn, 'DS');
});

test('me and history', async () => {
  const { refreshJwt, user } = await at.logIn();
  const me = await done(at.client.me(refreshJwt));
  assert.deepEqual([me.loginIds, me.email, me.status, me.userId], [[ANN], ANN, 'enabled', user.userId]);
  await at.logIn();
  const history = await done(at.client.history(refreshJwt));
  assert.deepEqual(
    history.map(({ userId }) => userId),
    [user.userId, user.userId],
  );
});

test('tenants', async () => {
  const { client, service } = at;
  await service.control('POST', '/seed', {
    tenants: [
      { id: 'a', name: 'Alpha' },
      { id: 'b', name: 'Beta' },
    ],
    users: [{ loginId: ANN, userTenants: [{ tenantId: 'a' }, { tenantId: 'b' }] }],
  });
  const { refreshJwt } = await at.logIn();
  assert.deepEqual(await refused(client.myTenants(true, refreshJwt)), [400, 'E011004']);
  const selected = await done(client.selectTenant('b', refreshJwt));
  assert.equal(claims(selected.sessionJwt).dct, 'b');
  assert.equal(client.getCurrentTenant(selected.sessionJwt), 'b');
  assert.deepEqual(client.getTenants(selected.sessionJwt).sort(), ['a', 'b']);
  const current = await done(client.myTenants(true, selected.refreshJwt));
  assert.deepEqual(current.tenants[0].name, 'Beta');
  const both = await done(client.myTenants(['a', 'b'], selected.refreshJwt));
  assert.deepEqual(both.tenants.map(({ id }) => id).sort(), ['a', 'b']);
});

test('log-out ends one session', async () => {
  const [here, elsewhere] = [await at.logIn(), await at.logIn()];
  await done(at.client.logout(here.refreshJwt));
  assert.deepEqual(await refused(at.client.refresh(here.refreshJwt)), [401, 'E064001']);
  await assert.rejects(at.client.refreshSession(here.refreshJwt), /Expired due to logout/);
  await done(at.client.refresh(elsewhere.refreshJwt));
});

test('log-out everywhere ends every session', async () => {
  const logins = [await at.logIn(), await at.logIn()];
  await done(at.client.logoutAll(logins[0].refreshJwt));
  for (const { refreshJwt } of logins) {
    assert.deepEqual(await refused(at.client.me(refreshJwt)), [401, 'E064001']);
  }
});

test('a login can revoke the other sessions', async () => {
  const elsewhere = await at.logIn();
  await done(at.client.otp.signIn.email(ANN, { revokeOtherSessions: true }));
  const here = await done(at.client.otp.verify.email(ANN, await at.service.code(ANN)));
  await done(at.client.refresh(here.refreshJwt));
  assert.deepEqual(await refused(at.client.refresh(elsewhere.refreshJwt)), [401, 'E064001']);
});

test('access keys', async () => {
  const { client, service } = at;
  const keyTenants = [{ tenantId: 'a' }];
  const key = { name: 'ci', cleartext: 'K2secret', keyTenants, customClaims: { k1: 'v1' } };
  await service.control('POST', '/seed', { tenants: [{ id: 'a' }], accessKeys: [key] });
  assert.equal((await client.exchangeAccessKey('K2secret')).token.k1, 'v1');
  const options = { customClaims: { run: '7' }, selectedTenant: 'a' };
  const { token } = await client.exchangeAccessKey('K2secret', options);
  assert.deepEqual([token.nsec, token.dct], [{ run: '7' }, 'a']);
  const raw = await done(client.accessKey.exchange('K2secret'));
  assert.equal(raw.keyId, token.sub);
  assert.deepEqual(await refused(client.accessKey.exchange('K2wrong')), [401, 'E062803']);
});
