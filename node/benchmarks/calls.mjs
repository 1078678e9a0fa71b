// A sign-in over loopback: one after the other, and 50 at a time; and how long an import takes.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Official from '@descope/node-sdk';
import DescopeClient from '../dist/index.mjs';
import { Service } from '../test/support/service.mjs';
import { compare, timed } from './rows.mjs';

const ANN = 'ann@example.com';

export async function measureCalls() {
  const service = await Service.start();
  const settings = { projectId: service.projectId, baseUrl: service.url };
  const [ours, official] = [DescopeClient(settings), Official(settings)];
  await ours.otp.signUpOrIn.email(ANN);
  await ours.otp.verify.email(ANN, await service.code(ANN));
  const signIn = (client) => () => client.otp.signIn.email(ANN);
  const together = (client) => () => Promise.all(Array.from({ length: 50 }, signIn(client)));
  for (const [name, of, times] of [
    ['otp.signIn, one after the other', signIn, 50],
    ['otp.signIn, 50 at a time', together, 1],
  ]) {
    await compare(
      name,
      'us',
      () => timed(of(ours), times),
      '@descope/node-sdk',
      () => timed(of(official), times),
      1,
      15,
    );
  }
  await service.close();
}

/** A process that imports, without one that does not. */
export async function measureImport() {
  const took = (code) => () => {
    const start = process.hrtime.bigint();
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const [empty, own, peer] = ['', "await import('../dist/index.mjs')", "await import('@descope/node-sdk')"].map(took);
  const more = (work) => () => Math.max(work() - empty(), 0.1);
  await compare('import', 'ms', more(own), '@descope/node-sdk', more(peer), 1 / 6, 11);
}
