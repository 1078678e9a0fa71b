// A service of one's own: started from the binary that DOORCODE_SERVICE names, driven through its control plane.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class Service {
  /** A running `doorcode dev`. It ends with `close`, and with this process in any case. */
  static async start() {
    const flags = ['dev', '--port', '0', '--exit-with-parent', '--log', 'off'];
    const child = spawn(process.env.DOORCODE_SERVICE, flags, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(createInterface(child.stdout), 'line');
    return Object.assign(new Service(), JSON.parse(line), { child });
  }

  async close() {
    this.child.kill();
    await once(this.child, 'exit');
  }

  /** One request, as it stands; the answer's JSON. */
  async send(method, path, body, headers = {}) {
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  }

  control(method, path, body) {
    return this.send(method, `/_doorcode${path}`, body);
  }

  /** Everything as it was at the start. */
  async reset() {
    const names = Object.keys(await this.control('GET', '/settings'));
    await this.control('PATCH', '/settings', Object.fromEntries(names.map((name) => [name, null])));
    await this.control('POST', '/clock', { reset: true });
    await this.control('POST', '/reset');
  }

  async messages(to) {
    return (await this.control('GET', `/messages?${new URLSearchParams({ to })}`)).messages;
  }

  /** The code in the newest message to somebody. */
  async code(to) {
    return (await this.messages(to)).at(-1).code;
  }

  /** A token of the service's own with some claims changed, also to what it would never issue. */
  async mint(loginId, claims, rest = {}) {
    return (await this.control('POST', '/tokens', { loginId, claims, ...rest })).jwt;
  }
}
