// The contract in conformance/, held against this package: every vector, over the native transport and over `fetch`; and
// proofs that a run can fail.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { vectors } from './conformance/files.mjs';
import { Theatre } from './conformance/stage.mjs';

const wanted = process.env.DOORCODE_VECTOR ?? '';

for (const [title, settings] of [
  ['the native transport', {}],
  ['a fetch of the user', { fetch: (...request) => fetch(...request) }],
]) {
  describe(`every vector holds over ${title}`, () => {
    let theatre;
    before(async () => {
      theatre = await Theatre.open(settings);
    });
    after(() => theatre.close());
    for (const vector of vectors().filter(({ id }) => id.includes(wanted))) {
      it(`${vector.id}: ${vector.title} [${vector.rows ?? ''}]`, async () => {
        assert.deepEqual(await theatre.play(vector), []);
      });
    }
  });
}

const good = () => ({
  when: { call: 'otp.sign_up_or_in', with: { method: 'email', login_id: 'ann@example.com' } },
  then: {
    value: { masked: 'a***@example.com', method: 'email' },
    sent: [{ to: 'POST /v1/auth/otp/signup-in/email', body: { loginId: 'ann@example.com' } }],
  },
});

function spoilt(path, value) {
  const vector = good();
  const steps = path.split('/');
  const parent = steps.slice(0, -1).reduce((at, step) => at[step], vector);
  parent[steps.at(-1)] = value;
  return vector;
}

describe('the runner can fail', () => {
  let theatre;
  before(async () => {
    theatre = await Theatre.open();
  });
  after(() => theatre.close());

  it('a good vector', async () => assert.deepEqual(await theatre.play(good()), []));

  for (const [path, value, why] of [
    ['then/value/masked', 'b***@example.com', /masked should be "b/],
    ['then/value/masked', { $is: 'number' }, /masked should be \$is/],
    ['then', { error: { kind: 'server' } }, /it should fail/],
    ['then/sent', [], /sent should be 0 requests, is 1/],
    ['then/sent/0/to', 'POST /v1/auth/otp/signup/email', /sent\[0\]\.to should be/],
    ['then/sent/0/body', {}, /body should have no loginId/],
    ['then/sent/0/bearer', 'x', /authorization should be/],
    ['then/sent/0/headers', { accept: null }, /accept should be null/],
  ]) {
    it(`${path} = ${JSON.stringify(value)}`, async () => {
      assert.match((await theatre.play(spoilt(path, value))).join('\n'), why);
    });
  }

  for (const [path, value, why] of [
    ['when/call', 'otp.sign_sideways', /no operation otp.sign_sideways/],
    ['when/with/colour', 'red', /has no parameter colour/],
    ['when/with/login_id', '${nobody.email}', /unresolved reference/],
    ['when/with', { method: 'email' }, /needs login_id/],
    ['given', { steps: [{ use: 'nothing' }] }, /no setup nothing/],
    ['given', { steps: [{ call: 'keys.is_loaded', fails: 'keys' }] }, /keys.is_loaded should fail/],
  ]) {
    it(`${path} = ${JSON.stringify(value)}`, () => assert.rejects(theatre.play(spoilt(path, value)), why));
  }
});
