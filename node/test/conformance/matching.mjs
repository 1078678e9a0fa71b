// Whether a value is as expected, and in words where it is not: objects in the members that are expected, lists item by
// item, null for what is not there.
import { isDeepStrictEqual } from 'node:util';

/** Every difference, one line each. */
export function differences(expected, found, path = '') {
  found ??= null;
  if (isMatcher(expected)) {
    const failed = Object.entries(expected).filter(([name, wanted]) => !fits(name, wanted, found));
    return failed.map(([name, wanted]) => line(path, `${name} ${JSON.stringify(wanted)}`, found));
  }
  if (isObject(expected) && isObject(found)) {
    return Object.entries(expected).flatMap(([name, wanted]) => differences(wanted, found[name], `${path}.${name}`));
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((wanted, index) => differences(wanted, found[index], `${path}[${index}]`));
  }
  return isDeepStrictEqual(expected, found) ? [] : [line(path, JSON.stringify(expected), found)];
}

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function isMatcher(value) {
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 && names.every((name) => name.startsWith('$'));
}

function fits(name, wanted, found) {
  const text = typeof found === 'string' ? found : '';
  switch (name) {
    case '$is':
      return KINDS[wanted](found);
    case '$not':
      return !isDeepStrictEqual(wanted, found);
    case '$contains':
      return wanted.every((part) => text.includes(part));
    case '$lacks':
      return typeof found === 'string' && wanted.every((part) => !text.includes(part));
    default:
      throw new Error(`no such matcher: ${name}`);
  }
}

const KINDS = {
  text: (found) => typeof found === 'string' && found !== '',
  jwt: (found) => /^[^.]+\.[^.]+\.[^.]+$/.test(found),
  number: (found) => typeof found === 'number',
};

function line(path, expected, found) {
  const short = (text) => (text.length > 300 ? `${text.slice(0, 300)}…` : text);
  return `${path.replace(/^\./, '') || 'it'} should be ${short(expected)}, is ${short(JSON.stringify(found))}`;
}
