// The samples of the official guide and read-me, as they stand; only the package's name was changed. The harness fills in
// what they leave open: project, code, refresh token, and the variables they take from the program around them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createRequire } from 'node:module';
import express from 'express';
import DescopeClient from 'doorcode';
import { Service } from './support/service.mjs';

const AsyncFunction = (async () => {}).constructor;
const PROJECT = '__ProjectID__';

const sample = (path) => readFileSync(new URL(`seed-samples/${path}`, import.meta.url), 'utf8');

/** Runs a sample in a scope of its own, with the variables it takes from outside; what it prints. */
async function run(path, scope, edit = (text) => text) {
  const printed = [];
  const console = { log: (...said) => printed.push(...said) };
  const all = { console, ...scope };
  await new AsyncFunction(...Object.keys(all), edit(sample(path)))(...Object.values(all));
  return printed;
}

let service;
before(async () => {
  service = await Service.start('--project', PROJECT);
  process.env.DESCOPE_BASE_URI = service.url;
});
after(() => service.close());

describe('the guide', () => {
  const email = 'email@company.com';
  const descopeClient = () => DescopeClient({ projectId: PROJECT });

  it('is initialized', async () => {
    const printed = [];
    const { log } = console;
    console.log = (...said) => printed.push(...said);
    await import('./seed-samples/guide/init.mjs').finally(() => (console.log = log));
    assert.deepEqual(printed, []);
  });

  it('signs up, verifies and signs in', async () => {
    const scope = { descopeClient: descopeClient() };
    assert.deepEqual(await run('guide/sign-up.js', scope), ['Successfully initialized signup flow']);
    const code = await service.code(email);
    const verified = await run('guide/verify.js', scope, (text) => text.replace('xxxxxx', code));
    assert.equal(verified[0], 'Successfully verified OTP ');
    assert.deepEqual(await run('guide/sign-in.js', scope), ['Successfully initialized signin flow']);
    assert.deepEqual(await run('guide/sign-up-or-in.js', scope), ['Successfully initialized signUpOrIn flow']);
  });

  it('says in its own words what went wrong', async () => {
    const printed = await run('guide/verify.js', { descopeClient: descopeClient() });
    assert.deepEqual(printed.slice(0, 3), ['Failed to verify OTP code', 'Status Code: 401', 'Error Code: E061102']);
  });

  it('updates an e-mail address and a phone number', async () => {
    for (const [path, loginId, what] of [
      ['guide/update-email.js', email, 'email'],
      ['guide/update-phone.js', 'phone@company.com', 'phone'],
    ]) {
      const client = descopeClient();
      await client.otp.signUpOrIn.email(loginId);
      const { data } = await client.otp.verify.email(loginId, await service.code(loginId));
      const filled = await run(path, { descopeClient: client }, (text) => text.replace('xxxxx', data.refreshJwt));
      assert.equal(filled[0], `Successfully started OTP ${what} update`);
    }
  });
});

describe('the read-me, as an Express app with a cookie jar', () => {
  const email = 'mytestmail@test.com';
  let server;
  let url;

  before(async () => {
    const descopeClient = client('readme/init.mjs');
    const app = express();
    app.post('/signup', async (_, res) => res.json(await run('readme/sign-up.js', { descopeClient })));
    app.post('/login', async (_, res) => res.json(await run('readme/sign-in.js', { descopeClient })));
    app.post('/verify/:code', async (req, res) => {
      await run('readme/verify.js', { descopeClient, res, identifier: email, code: req.params.code });
      res.end();
    });
    app.get('/private', async (req, res) => {
      const refresh_jwt = /DSR=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
      await run('readme/validate.js', { descopeClient, res, session_jwt: undefined, refresh_jwt });
      res.end('welcome');
    });
    app.use((_error, _req, res, _next) => res.status(401).end());
    await new Promise((listening) => (server = app.listen(0, '127.0.0.1', listening)));
    url = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => server.close());

  /** The client that an init sample makes; its `<ProjectID>` is no JavaScript. */
  function client(path) {
    const text = sample(path)
      .replace('<ProjectID>', `'${PROJECT}'`)
      .replace(/^import (\w+) from (.*);$/m, 'const $1 = require($2);');
    return new Function('require', `${text}; return descopeClient`)(createRequire(import.meta.url));
  }

  it('CommonJS makes a client too', () => assert.equal(client('readme/init.cjs').projectId, PROJECT));

  it('signs up, verifies, and lets the cookie in', async () => {
    await fetch(`${url}/signup`, { method: 'POST' });
    const verified = await fetch(`${url}/verify/${await service.code(email)}`, { method: 'POST' });
    const [cookie, ...others] = verified.headers.getSetCookie();
    assert.deepEqual(others, []);
    assert.match(cookie, /^DSR=.*; HttpOnly; SameSite=Strict; Secure/);
    const private_ = await fetch(`${url}/private`, { headers: { cookie: cookie.split(';', 1)[0] } });
    assert.equal(await private_.text(), 'welcome');
    assert.equal(private_.headers.getSetCookie().length, 1);
    assert.equal((await fetch(`${url}/private`)).status, 401);
    assert.equal((await fetch(`${url}/login`, { method: 'POST' })).status, 200);
  });
});
