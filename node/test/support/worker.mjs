// A thread that makes calls when told to; with `tell`, it says so before they are done.
import { parentPort, workerData } from 'node:worker_threads';
import DescopeClient from 'doorcode';

const client = DescopeClient({ projectId: workerData.projectId, baseUrl: workerData.url });

parentPort.on('message', async ({ calls, tell }) => {
  const running = Array.from({ length: calls }, () => client.otp.signIn.email('ann@example.com'));
  if (tell) parentPort.postMessage('running');
  parentPort.postMessage((await Promise.all(running)).map(({ ok }) => ok));
});
