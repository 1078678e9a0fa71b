// Tells what failed, and at the end how much there was.
import { inspect } from 'node:util';

export default async function* report(events) {
  const counted = { pass: 0, fail: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite') counted[data.skip ? 'skipped' : 'pass']++;
    if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
      counted.fail++;
      yield `\n✖ ${data.name}\n  ${inspect(data.details.error.cause).replaceAll('\n', '\n  ')}\n`;
    }
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
  }
  yield `${counted.pass} passed, ${counted.fail} failed, ${counted.skipped} skipped\n`;
}
