// Calls as surface.json spells them for this language. A call that can't be found is a mistake, not a gap.
import * as doorcode from 'doorcode';
import { operation, record } from './files.mjs';
import { argument } from './records.mjs';

/** Makes the call of an operation; `request` are options of the request. What it throws, it throws. */
export function call(client, id, given, request = {}) {
  const { parameters, spelling } = checked(id, given);
  const template = chosen(spelling.node, given);
  const { path, places } = parse(template);
  const fn = find(client, path, given, id);
  const last = parameters.find(({ name }) => name === places.at(-1)?.[0]);
  const values = places.map((names) => fill(parameters, names, given));
  return fn(...withRequest(values, last, argument('RequestOptions', request)));
}

function checked(id, given) {
  const found = operation(id);
  if (!found?.spelling.node) throw new Error(`no operation ${id}`);
  const known = found.parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown) throw new Error(`${id} has no parameter ${unknown}`);
  const missing = found.parameters.find(({ name, required }) => required && !(name in given));
  if (missing) throw new Error(`${id} needs ${missing.name}`);
  return found;
}

/** The template; another one where an argument is absent without which it is spelled differently. */
function chosen({ call, without = {} }, given) {
  const absent = Object.keys(without).find((name) => given[name] === undefined || given[name] === null);
  return absent ? without[absent] : call;
}

export function parse(template) {
  const [, path, list] = /^(.*?)\((.*)\)$/.exec(template);
  return { path, places: [...list.matchAll(/\{([^}]+)\}/g)].map(([, names]) => names.split(', ')) };
}

function find(client, path, given, id) {
  const steps = path.split(/\.|\[\{|\}\]/).filter(Boolean);
  const root = steps[0] === 'client' ? client : { ...doorcode, DescopeClient: doorcode.default }[steps[0]];
  const found = steps.slice(1).reduce((at, step) => at?.[path.includes(`{${step}}`) ? given[step] : step], root);
  if (typeof found !== 'function') throw new Error(`${id}: the package has no ${path}`);
  return found;
}

/** One argument; or two that are one value here: a flag, else a list, and both as an object. */
function fill(parameters, names, given) {
  const typed = names.map((name) => argument(parameters.find((one) => one.name === name).type, given[name]));
  if (names.length === 1) return typed[0];
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length > 1) return Object.fromEntries(present.map((name) => [name, given[name]]));
  return present.length ? given[present[0]] : false;
}

/** Options of the request go into the trailing options, or stand there alone. */
function withRequest(values, last, request) {
  if (Object.keys(request).length === 0) return values;
  if (last && record(last.type)?.role === 'option') return [...values.slice(0, -1), { ...values.at(-1), ...request }];
  return [...values, request];
}
