// A service of one's own: the real binary, driven through its control plane.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../../target', import.meta.url));
const BINARY = process.env.DOORCODE_SERVICE ?? `${target}/debug/doorcode`;

export class Service {
  /** A running `doorcode dev`. It ends with `close`, and with this process in any case. */
  static async start(...flags) {
    const all = ['dev', '--port', '0', '--exit-with-parent', '--console', 'never', '--log', 'off', ...flags];
    const child = spawn(BINARY, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(child.stdout), 'line');
    return Object.assign(new Service(), JSON.parse(line), { child });
  }

  async close() {
    this.child.kill();
    await once(this.child, 'exit');
  }

  /** One call of the control plane. A refusal is a mistake of the test. */
  control(method, path, body) {
    return this.#send(method, `/_doorcode${path}`, body);
  }

  /** One call with the management key. */
  manage(method, path, body) {
    return this.#send(method, path, body, { authorization: `Bearer ${this.projectId}:${this.managementKey}` });
  }

  async #send(method, path, body, headers = {}) {
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** Everything as it was at the start. */
  async reset() {
    await this.control('POST', '/clock', { reset: true });
    await this.control('POST', '/reset');
  }

  /** The code in the newest message to somebody. */
  async code(to) {
    const { messages } = await this.control('GET', `/messages?${new URLSearchParams({ to })}`);
    return messages.at(-1).code;
  }

  /** A token of the service's own with some claims changed, also to what it would never issue. */
  async mint(loginId, claims, rest = {}) {
    return (await this.control('POST', '/tokens', { loginId, claims, ...rest })).jwt;
  }

  /** What arrived, but for fetches of keys. */
  async requests() {
    const { requests } = await this.control('GET', '/requests');
    return requests.filter(({ path }) => !path.startsWith('/v2/keys/'));
  }
}
