// Every example of the read-me, run from top to bottom as one program.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { Service } from './support/service.mjs';

const program = new URL(`.readme-${process.pid}.mjs`, import.meta.url);
const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

let service;
before(async () => {
  service = await Service.start();
});
after(() => {
  rmSync(program, { force: true });
  return service.close();
});

it('the read-me does what it says', async () => {
  const blocks = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block);
  assert.equal(blocks.length, 5);
  process.env.DOORCODE_URL = service.url;
  globalThis.readCode = (to) => service.code(to);
  const printed = [];
  const { log } = console;
  console.log = (...said) => printed.push(said);
  writeFileSync(program, blocks.join('\n'));
  await import(program).finally(() => (console.log = log));
  assert.deepEqual(printed, [
    ['ann@example.com', true, 1],
    [true, false],
    ['DS', true, 1],
    ['refuse:', 'malformed', 500],
    [true],
  ]);
});
