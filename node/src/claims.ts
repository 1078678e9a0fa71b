/** The claims of a token out of their JSON: a fresh object for each check, without reading the same text again. */
import type { Claims } from './token.js';

/** Texts that are remembered; past this, all are forgotten. */
const ENTRIES = 512;

/** Reads claims. What is remembered is only what a text says: whether the token holds is asked of the core each time. */
export function claimsReader(): (json: string) => Claims {
  const known = new Map<string, Claims>();
  return (json) => {
    const claims = known.get(json);
    if (claims) return copied(claims);
    if (known.size >= ENTRIES) known.clear();
    const read = JSON.parse(json) as Claims;
    known.set(json, read);
    return copied(read);
  };
}

/** A copy that shares nothing that can be changed. It takes a fraction of what reading takes. */
function copied<T extends object>(value: T): T {
  if (Array.isArray(value)) return value.map(member) as T;
  const copy = { ...value };
  for (const name in copy) {
    // Assigned to, this name would change what the copy inherits.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: member(copy[name]) });
    else copy[name] = member(copy[name]);
  }
  return copy;
}

function member<T>(value: T): T {
  return typeof value === 'object' && value !== null ? copied(value) : value;
}
