// Where one vector plays: an empty project, a day of its own, a client, and what its steps captured.
import DescopeClient, { decodeTokenUnverified } from 'doorcode';
import native from '../../native/index.js';
import { Service } from '../support/service.mjs';
import { tableDifferences } from './errors.mjs';
import { operation, setups } from './files.mjs';
import { differences } from './matching.mjs';
import { argument, failure, result } from './records.mjs';
import { sentDifferences } from './sent.mjs';
import { call } from './spelling.mjs';
import { Captured } from './values.mjs';

/** After 24 hours keys are no longer used, so no vector depends on those that one before it left behind. */
const DAY = 25 * 3600;

/** What all vectors of a run share. */
export class Theatre {
  /** `settings` of every client, for another way to carry calls. */
  static async open(settings = {}) {
    const service = await Service.start();
    const { now } = await service.control('GET', '/clock');
    // Whole seconds: those of tokens are.
    await service.control('POST', '/clock', { now: Math.trunc(now), freeze: true });
    const fresh = await service.control('GET', '/settings');
    return Object.assign(new Theatre(), { service, fresh, settings });
  }

  close() {
    return this.service.close();
  }

  /** Plays one vector: everything that is not as it should be. */
  async play({ given = {}, when, then }) {
    await this.service.control('POST', '/reset');
    await this.service.control('PATCH', '/settings', this.fresh);
    const stage = new Stage(this, given.config);
    await stage.control('POST /clock', { advance: DAY });
    for (const step of given.steps ?? []) await stage.step(step);
    return stage.check(when, then);
  }
}

class Stage {
  #theatre;
  #config;
  #client;
  #clock = new native.Clock();
  #captured = new Captured(setups.values);
  #sessions = new Map();

  constructor(theatre, config = {}) {
    this.#theatre = theatre;
    this.#config = config;
    this.#captured.keep('project', theatre.service.projectId);
    this.#captured.keep('host', new URL(theatre.service.url).host);
  }

  async step(step) {
    if (step.use) {
      if (!setups.setups[step.use]) throw new Error(`no setup ${step.use}`);
      for (const inner of setups.setups[step.use]) await this.step(inner);
      return;
    }
    const answer = await this.#do(step, this.#captured.resolve(step.with ?? {}));
    if (step.as) this.#captured.keep(step.as, answer);
  }

  #do(step, given) {
    if (step.control) return this.control(step.control, given);
    if (!step.manage) return this.#called(step, given);
    const [method, path] = step.manage.split(' ');
    return this.#theatre.service.manage(method, path, Object.keys(given).length ? given : undefined);
  }

  /** One call of the control plane. The client's clock follows the service's. */
  async control(request, given) {
    const [method, path] = request.split(' ');
    const body = method === 'GET' ? undefined : given;
    const answer = await this.#theatre.service.control(method, path, body);
    if (request === 'POST /clock') {
      this.#clock.offset = answer.offset * 1000;
      this.#captured.now = Math.trunc(answer.now);
    }
    return answer;
  }

  /** A call whose outcome is not what the vector is about, but must be as it says all the same. */
  async #called({ call: id, fails, as }, given) {
    const { value, error, made } = await this.#call(id, given);
    if (as) this.#sessions.set(as, made);
    if (error?.kind !== fails) throw new Error(`${id} should ${fails ? `fail: ${fails}` : 'work'}, ${error?.detail}`);
    return value ?? error;
  }

  async #call(id, given, request) {
    try {
      const made = unwrapped(await call(this.#ready(), id, this.#operands(id, given), request));
      return { value: result(operation(id).result, resultOf(id, made)), made };
    } catch (error) {
      return { error: failure(error) };
    }
  }

  /** A token is given by its text, a session by the name of the step that returned it. */
  #operands(id, given) {
    const typeOf = (name) => operation(id)?.parameters.find((parameter) => parameter.name === name)?.type;
    const operand = (name, value) => {
      if (typeOf(name) === 'Token') return decodeTokenUnverified(value);
      return typeOf(name) === 'AuthResponse' ? this.#session(value) : value;
    };
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, operand(name, value)]));
  }

  #session(name) {
    const made = this.#sessions.get(name);
    if (!made) throw new Error(`no step ${name} handed back a session`);
    return made.auth ?? made;
  }

  #ready() {
    const { projectId, url } = this.#theatre.service;
    const given = argument('Config', this.#captured.resolve(this.#config));
    const fixed = { ...this.#theatre.settings, projectId, clock: this.#clock };
    this.#client ??= DescopeClient({ baseUrl: url, ...given, ...fixed });
    return this.#client;
  }

  async check(when, then) {
    const given = this.#captured.resolve(when.with ?? {});
    await this.#theatre.service.control('DELETE', '/requests');
    const outcome = await this.#call(when.call, given, this.#captured.resolve(when.request ?? {}));
    const lines = this.#differences(then, outcome);
    if (!then.sent) return lines;
    const { requests } = await this.#theatre.service.control('GET', '/requests');
    return [...lines, ...sentDifferences(then.sent, requests, this.#captured)];
  }

  #differences(then, { value, error }) {
    if (!error && then.error) return [`it should fail, and answers ${JSON.stringify(value)}`];
    if (error && !then.error) return [`it fails: ${JSON.stringify(error)}`];
    if (!error) return differences(this.#captured.resolve(then.value), value);
    return [...differences(this.#captured.resolve(then.error), error), ...tableDifferences(error)];
  }
}

/** The data of a yes; the error of a no. */
function unwrapped(answer) {
  if (typeof answer?.ok !== 'boolean' || !('code' in answer)) return answer;
  if (!answer.ok) throw answer.error.cause;
  return answer.data;
}

/** `myTenants` answers the object of the wire. */
function resultOf(id, made) {
  return id === 'user.tenants' ? made.tenants : made;
}
