// Who carries the calls: the core's own connections; or the user's fetch, hooks and HTTP client.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { ANN, done, stage } from './support/setup.mjs';

const at = stage();

describe('the own transport', () => {
  it('uses one connection for 20 calls', async () => {
    const server = createServer((_, res) =>
      res.setHeader('content-type', 'application/json').end('{"maskedEmail":"a***"}'),
    );
    let connections = 0;
    server.on('connection', () => connections++);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = at.make({ baseUrl: `http://127.0.0.1:${server.address().port}` });
    for (let call = 0; call < 20; call++) await done(client.otp.signIn.email(ANN));
    server.close();
    server.closeAllConnections();
    assert.equal(connections, 1);
  });

  it('shows the last reply, without secrets, to those who ask', async () => {
    const client = at.make({ captureLastResponse: true });
    assert.equal(client.lastResponse(), undefined);
    await client.otp.signIn.email(ANN);
    assert.deepEqual([client.lastResponse().status, client.lastResponse().ok], [400, false]);
    await at.logIn();
    assert.equal(at.client.lastResponse(), undefined);
  });
});

describe('a fetch of the user', () => {
  it('carries every call', async () => {
    const urls = [];
    const client = at.make({
      fetch: (url, init) => (urls.push(new URL(url).pathname), fetch(url, init)),
      cookiePolicy: null,
    });
    await done(client.otp.signUpOrIn.email(ANN));
    const { refreshJwt } = await done(client.otp.verify.email(ANN, await at.service.code(ANN)));
    await client.refreshSession(refreshJwt);
    const keys = `/v2/keys/${at.service.projectId}`;
    assert.deepEqual(urls, ['/v1/auth/otp/signup-in/email', keys, '/v1/auth/otp/verify/email', '/v1/auth/refresh']);
  });

  it('sends cookies along unless told otherwise', async () => {
    const seen = [];
    const spy = (_, init) => (seen.push(init.credentials), Promise.resolve(Response.json({ maskedEmail: 'a***' })));
    await at.make({ fetch: spy }).otp.signIn.email(ANN);
    await at.make({ fetch: spy, cookiePolicy: 'omit' }).otp.signIn.email(ANN);
    await at.make({ fetch: spy, cookiePolicy: null }).otp.signIn.email(ANN);
    assert.deepEqual(seen, ['include', 'omit', undefined]);
  });

  it('is stopped by a signal', async () => {
    const client = at.make({
      fetch: (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const stop = new AbortController();
    const call = client.otp.signIn.email(ANN, { signal: stop.signal });
    stop.abort();
    await assert.rejects(call, { name: 'AbortError' });
  });

  it('that fails is the cause of a network error', async () => {
    const broken = new Error('secret of the request');
    const client = at.make({ fetch: () => Promise.reject(broken), retry: { delays: [] } });
    await assert.rejects(
      client.otp.signIn.email(ANN),
      (error) => error.kind === 'network' && error.cause === broken && !/secret/.test(error.message),
    );
  });
});

describe('hooks', () => {
  it('see and change requests, and see responses', async () => {
    const seen = [];
    const beforeRequest = (config) => ({ ...config, headers: { ...config.headers, 'x-tag': 'tagged' } });
    const afterRequest = async (config, response) =>
      void seen.push([config.method, response.status, (await response.json()).errorCode]);
    await at.make({ hooks: { beforeRequest: [beforeRequest], afterRequest } }).otp.signIn.email(ANN);
    assert.deepEqual(seen, [['POST', 400, 'E062108']]);
    assert.equal((await at.service.requests()).at(-1).headers['x-tag'], 'tagged');
  });
});

describe('httpClient', () => {
  it('makes raw calls with the project and its keys', async () => {
    const client = at.make({ authManagementKey: 'K1', baseHeaders: { 'x-base': 'b' } });
    const answer = await client.httpClient.post('/v1/auth/otp/signup-in/email', { loginId: ANN });
    assert.equal(answer.status, 200);
    const { headers } = (await at.service.requests()).at(-1);
    assert.deepEqual([headers.authorization, headers['x-base']], [`Bearer ${at.service.projectId}:K1`, 'b']);
    assert.equal(client.httpClient.buildUrl('/x', { a: 'b' }), `${at.service.url}/x?a=b`);
  });

  it('of the user carries all calls', async () => {
    const posted = [];
    const post = async (path, body) => (
      posted.push([new URL(path).pathname, body]),
      Response.json({ maskedEmail: 'm***' })
    );
    at.client.httpClient = { ...at.client.httpClient, post };
    assert.deepEqual(await done(at.client.otp.signIn.email(ANN)), { maskedEmail: 'm***' });
    assert.deepEqual(posted, [['/v1/auth/otp/signin/email', { loginId: ANN }]]);
  });
});

describe('headers and cookies', () => {
  it('are sent as they were set', async () => {
    const client = at.make({ baseHeaders: [['X-Base', 'b']], refreshCookieName: 'MINE' });
    await client.otp.signIn.email(ANN, { headers: { 'x-call': 'c' }, requestId: 'r1' });
    const { headers } = (await at.service.requests()).at(-1);
    assert.deepEqual(
      ['x-base', 'x-call', 'x-external-rid', 'x-descope-refresh-cookie-name'].map((name) => headers[name]),
      ['b', 'c', 'r1', 'MINE'],
    );
    assert.match(headers['user-agent'], new RegExp(`node.*${process.versions.node}`));
  });
});

describe('the logger', () => {
  it('hears, and never a secret', async () => {
    const lines = [];
    const log = (line) => lines.push(line);
    at.client = at.make({ logger: { debug: log, warn: log }, skipVerify: true });
    const { refreshJwt, sessionJwt } = await at.logIn();
    await at.client.refreshSession(refreshJwt);
    await new Promise(setImmediate);
    assert.ok(lines.some((line) => line.includes('skip_verify')));
    for (const secret of [refreshJwt, sessionJwt]) assert.ok(!lines.join('\n').includes(secret));
  });
});
