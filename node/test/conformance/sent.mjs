// What the service saw, compared with what a vector says was sent.
import { differences, isObject } from './matching.mjs';

/** Fetches of keys count only where a vector names one. */
const KEYS = '/v2/keys/';

/** Every difference, one line each. */
export function sentDifferences(expected, requests, captured) {
  const namesKeys = expected.some(({ to }) => to.includes(KEYS));
  const seen = requests.filter(({ path }) => namesKeys || !path.startsWith(KEYS));
  const told = ({ method, path }) => `${method} ${path}`;
  if (seen.length !== expected.length) {
    return [`sent should be ${expected.length} requests, is ${seen.length}: ${JSON.stringify(seen.map(told))}`];
  }
  return expected.flatMap((sent, index) => {
    const wanted = wantedOf(sent, captured);
    const headers = Object.keys(wanted.headers).map((name) => [name, seen[index].headers[name] ?? null]);
    const found = { to: told(seen[index]), headers: Object.fromEntries(headers), body: seen[index].body ?? null };
    const lines = [...differences(wanted, found), ...surplus(wanted.body, found.body, 'body')];
    return lines.map((line) => `sent[${index}].${line}`);
  });
}

/** The bearer is compared in any case: it carries what the call needs, and nothing else. */
function wantedOf({ to, bearer, headers, body }, captured) {
  const authorization = `Bearer \${project}${bearer ? `:${bearer}` : ''}`;
  return captured.resolve({ to, headers: { authorization, ...headers }, body: body ?? null });
}

/** Members that nobody expected: in a body, unlike elsewhere, there may be none. */
function surplus(wanted, found, path) {
  if (!isObject(wanted) || !isObject(found)) return [];
  return Object.entries(found).flatMap(([name, value]) =>
    name in wanted ? surplus(wanted[name], value, `${path}.${name}`) : [`${path} should have no ${name}`],
  );
}
