// The reference for what goes over the wire: that it still is what the official client sends.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { FOLDER, WIRE, record } from '../recorder.js';
import { Service } from '../service.js';

const REFERENCE = new URL('descope-node.json', FOLDER);

let service;
let reference;

before(async () => {
  service = await Service.start();
  if (process.env.DOORCODE_RECORD) await recordAll();
  reference = JSON.parse(readFileSync(REFERENCE));
});

after(() => service.close());

/** With DOORCODE_RECORD set, the file is made anew first. */
async function recordAll() {
  const recorded = {};
  for (const wanted of WIRE.cases) recorded[wanted.id] = await record(service, wanted);
  writeFileSync(REFERENCE, `${JSON.stringify(recorded, null, 2)}\n`);
}

test('every case has its reference', () => {
  assert.deepEqual(
    Object.keys(reference),
    WIRE.cases.map(({ id }) => id),
  );
});

for (const wanted of WIRE.cases) {
  test(`what is sent: ${wanted.id}`, async () => {
    assert.deepEqual(await record(service, wanted), reference[wanted.id]);
  });
}
