// surface.json, held against what the package really exports, both ways.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import DescopeClient, * as doorcode from 'doorcode';
import { errors, record, surface } from './conformance/files.mjs';
import { camel } from './conformance/records.mjs';
import { parse } from './conformance/spelling.mjs';

const client = DescopeClient({ projectId: 'P2doorcodeLocalDevelopment00', baseUrl: 'http://127.0.0.1:1' });
const METHODS = ['email', 'sms', 'voice', 'whatsapp', 'im'];

/** Beyond the contract: names of the official SDK, and the raw client. */
const BESIDES = [
  ...['accessKey', 'baseUrl', 'getCurrentTenant', 'getJwtPermissions', 'getJwtRoles', 'getKey', 'getTenants'],
  ...['httpClient', 'isJwtExpired', 'projectId', 'refresh', 'validatePermissions', 'validateRoles'],
];

const spelt = surface.operations.filter(({ spelling }) => spelling.node);
const templates = spelt.flatMap(({ spelling: { node } }) => [node.call, ...Object.values(node.without ?? {})]);

describe('operations', () => {
  for (const template of new Set(templates)) {
    it(template, () => {
      const { path } = parse(template);
      const [first, ...steps] = path.split('[')[0].split('.');
      const start = first === 'client' ? client : { ...doorcode, DescopeClient }[first];
      assert.equal(typeof steps.reduce((at, step) => at[step], start), 'function');
    });
  }

  it('there are no others', () => {
    const named = templates.map((template) => /^client\.(\w+)/.exec(template)?.[1]);
    const extra = Object.keys(client).filter((name) => !named.includes(name) && !BESIDES.includes(name));
    assert.deepEqual(extra, []);
  });
});

describe('shapes of the official SDK', () => {
  it('operations are objects whose keys are the methods', () => {
    for (const name of ['signUp', 'signIn', 'signUpOrIn', 'verify'])
      assert.deepEqual(Object.keys(client.otp[name]), METHODS);
    assert.deepEqual(Object.keys(client.otp.update), ['email', 'phone']);
    assert.deepEqual(Object.keys(client.otp.update.phone), METHODS.slice(1));
  });

  it('require() is the function, with the statics on it', () => {
    const required = createRequire(import.meta.url)('doorcode');
    assert.equal(required, DescopeClient);
    assert.equal(required.RefreshTokenCookieName, 'DSR');
    assert.equal(required.SessionTokenCookieName, 'DS');
    assert.equal(required.DescopeErrors.wrongOTPCode, 'E061102');
  });

  it('with new and without', () => {
    assert.deepEqual(
      Object.keys(new DescopeClient({ projectId: 'P1' })),
      Object.keys(DescopeClient({ projectId: 'P1' })),
    );
  });

  it('functions may be taken off the client', () => {
    const { validateSessionSync } = client;
    assert.throws(() => validateSessionSync('a.b.c'), { name: 'DoorcodeError' });
  });

  it('what is no part of it says so', () => {
    assert.throws(() => client.magicLink, { kind: 'config', reason: 'unsupported', argument: 'magicLink' });
    assert.throws(() => client.management, /@descope\/node-sdk/);
  });
});

describe('records', () => {
  it('a token has every field', () => {
    const names = Object.getOwnPropertyNames(doorcode.Token.prototype);
    const missing = record('Token')
      .fields.map(({ name }) => camel(name))
      .filter((name) => !names.includes(name));
    assert.deepEqual(missing, ['jwt']); // its own member
  });

  it('options that are not there are refused, those that are there are not', () => {
    for (const { name, type } of record('Config').fields) {
      const value = { flag: false, number: 1, duration: 1000 }[type];
      if (value === undefined) continue;
      DescopeClient({ projectId: 'P1', [camel(name)]: value });
    }
    assert.throws(() => DescopeClient({ projectId: 'P1', colour: 'red' }), { reason: 'unknown', argument: 'colour' });
  });
});

describe('errors.json', () => {
  it('every kind has its class', () => {
    const { NetworkError, TimeoutError, DoorcodeError } = doorcode;
    assert.ok(NetworkError.prototype instanceof DoorcodeError);
    assert.ok(TimeoutError.prototype instanceof NetworkError);
    assert.deepEqual(
      errors.kinds.filter(({ languages }) => !languages.node),
      [],
    );
  });
});
