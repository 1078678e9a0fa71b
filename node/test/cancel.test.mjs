// Stopping calls: by a signal, by a deadline, by ending the thread they run in.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ANN, stage } from './support/setup.mjs';

const at = stage();
const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

const slow = (count = 1) => at.service.control('POST', '/faults', { match: {}, count, delayMs: 3000 });

describe('a signal', () => {
  it('stops a call in flight', async () => {
    await slow();
    const stop = new AbortController();
    const call = at.client.otp.signIn.email(ANN, { signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(call, { name: 'AbortError' });
  });

  it('that was raised before is heard, and nothing is sent', async () => {
    await assert.rejects(at.client.me('x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(at.client.refreshSession('x.y.z', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.deepEqual(await at.service.requests(), []);
  });

  it('keeps its reason, its timeout and the listeners of others', async () => {
    await slow(2);
    const reason = new Error('mine');
    const stop = new AbortController();
    let heard = 0;
    stop.signal.onabort = () => heard++;
    const call = at.client.me('x', { signal: stop.signal });
    stop.abort(reason);
    await assert.rejects(call, (error) => error === reason);
    assert.equal(heard, 1);
    await assert.rejects(at.client.me('x', { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
  });

  it('is forgotten when the call is over', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    signal.addEventListener = new Proxy(signal.addEventListener, {
      apply: (add, self, given) => (listeners++, add.apply(self, given)),
    });
    signal.removeEventListener = new Proxy(signal.removeEventListener, {
      apply: (cut, self, given) => (listeners--, cut.apply(self, given)),
    });
    await at.client.otp.signIn.email(ANN, { signal });
    assert.equal(listeners, 0);
  });

  it('has to be one', () => {
    assert.throws(() => at.client.me('x', { signal: 'stop' }), { argument: 'signal', reason: 'type' });
  });
});

describe('worker threads', () => {
  const worker = () =>
    new Worker(new URL('support/worker.mjs', import.meta.url), {
      workerData: { url: at.service.url, projectId: at.service.projectId },
    });

  it('make calls', async () => {
    const thread = worker();
    thread.postMessage({ calls: 3 });
    assert.deepEqual((await once(thread, 'message'))[0], [false, false, false]);
    await thread.terminate();
  });

  it('may end in mid-call, 200 times', { timeout: 120_000 }, async () => {
    await slow(100_000);
    for (let round = 0; round < 200; round++) {
      const thread = worker();
      thread.postMessage({ calls: 5, tell: true });
      await once(thread, 'message');
      await thread.terminate();
    }
    await at.service.control('DELETE', '/faults');
    assert.equal((await at.client.otp.signIn.email(ANN)).error.kind, 'user_not_found');
  });
});

it('2,000 calls at once', async () => {
  const answers = await Promise.all(Array.from({ length: 2000 }, () => at.client.otp.signIn.email(ANN)));
  assert.ok(answers.every(({ error }) => error.kind === 'user_not_found'));
});

it('no rejection was left unhandled', async () => {
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
});
