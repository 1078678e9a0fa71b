// Roles and permissions, as the client's helpers see them in the tokens.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ANN, stage } from '../setup.js';

const at = stage();

beforeEach(async () => {
  await at.service.control('POST', '/seed', {
    tenants: [{ id: 'a' }, { id: 'b' }],
    roles: [
      { name: 'reader', permissions: ['read'] },
      { name: 'admin', permissions: ['read', 'write'], tenantId: 'a' },
    ],
    users: [
      {
        loginId: ANN,
        roleNames: ['reader'],
        userTenants: [{ tenantId: 'a', roleNames: ['admin'] }, { tenantId: 'b' }],
      },
    ],
  });
  const { sessionJwt } = await at.logIn();
  at.session = await at.client.validateSession(sessionJwt);
});

test('of the project', () => {
  const { client, session } = at;
  assert.ok(client.validateRoles(session, ['reader']));
  assert.ok(!client.validateRoles(session, ['reader', 'admin']));
  assert.deepEqual(client.getMatchedRoles(session, ['reader', 'admin']), ['reader']);
  assert.ok(client.validatePermissions(session, ['read']));
  assert.ok(!client.validatePermissions(session, ['write']));
  assert.deepEqual(client.getMatchedPermissions(session, ['read', 'write']), ['read']);
});

test('of a tenant', () => {
  const { client, session } = at;
  assert.ok(client.validateTenantRoles(session, 'a', ['admin']));
  assert.ok(!client.validateTenantRoles(session, 'b', ['admin']));
  assert.deepEqual(client.getMatchedTenantRoles(session, 'a', ['admin', 'reader']), ['admin']);
  assert.ok(client.validateTenantPermissions(session, 'a', ['read', 'write']));
  assert.ok(!client.validateTenantPermissions(session, 'c', []));
  assert.deepEqual(client.getMatchedTenantPermissions(session, 'a', ['write', 'own']), ['write']);
});

test('out of an unchecked token', () => {
  const { client, session } = at;
  assert.deepEqual(client.getJwtRoles(session.jwt), ['reader']);
  assert.deepEqual(client.getJwtPermissions(session.jwt, 'a').sort(), ['read', 'write']);
  assert.equal(client.isJwtExpired(session.jwt), false);
});
