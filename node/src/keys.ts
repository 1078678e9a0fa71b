/** The keys that tokens are checked with. */
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { Core } from './core.js';
import { refuse, valueOf } from './errors.js';
import type { Native } from './native.js';

export interface Keys {
  /** The keys that are known now, as a JWKS in JSON, for `importKeys` elsewhere. They are public. */
  exportKeys(): string;
  /** Takes keys that were exported before, so that a short-lived process checks its first token without the network. */
  importKeys(keys: string): void;
  /** Whether a token can be checked now without the network. */
  keysLoaded(): boolean;
  /** The public key that a token's header names. Fetches the keys if it must. */
  getKey(header: { kid?: string; alg?: string }): Promise<KeyObject>;
}

export function createKeys(core: Core): Keys {
  return {
    exportKeys: () => valueOf(core.client.exportKeys()),
    importKeys(keys) {
      const failure = core.client.importKeys(keys);
      if (failure) refuse(failure);
    },
    keysLoaded: () => core.client.keysLoaded(),
    getKey: (header) => getKey(core, header),
  };
}

async function getKey(core: Core, header: { kid?: string; alg?: string }): Promise<KeyObject> {
  if (!header?.kid) throw new Error('header.kid must not be empty');
  const known = await find(core, header.kid);
  if (known) return known;
  await fetchFor(core, header);
  const fetched = await find(core, header.kid);
  if (!fetched) throw new Error('failed to fetch matching key');
  return fetched;
}

/** Node's crypto is loaded by the few who ask for a key, not by everybody who imports this package. */
async function find(core: Core, kid: string): Promise<KeyObject | undefined> {
  if (!core.client.keysLoaded()) return undefined;
  const { keys } = JSON.parse(valueOf(core.client.exportKeys())) as { keys: (JsonWebKey & { kid?: string })[] };
  const key = keys.find((key) => key.kid === kid);
  const { createPublicKey } = await import('node:crypto');
  return key && createPublicKey({ key, format: 'jwk' });
}

/** The core decides when keys are fetched, and it does so for a token: here is one that is nothing but its header. */
async function fetchFor(core: Core, { kid, alg = 'RS256' }: { kid?: string; alg?: string }): Promise<void> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg, kid })}.${part({})}.AA`;
  const { failure }: Native.Outcome = await core.start((client) => client.verifyJwt(unsigned, undefined));
  if (failure && failure.kind !== 'token_invalid') refuse(failure);
}
