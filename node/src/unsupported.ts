/** Parts of the official SDK that are no part of Doorcode: whoever reaches for one is told so. */
import { refusal } from './errors.js';

const NAMES = [
  'enchantedLink',
  'flow',
  'magicLink',
  'management',
  'notp',
  'oauth',
  'outbound',
  'password',
  'saml',
  'sso',
  'totp',
  'webauthn',
];

/** Adds the names to `client`, out of sight of whoever lists or copies it. */
export function refuseUnsupported(client: object): void {
  for (const name of NAMES) Object.defineProperty(client, name, { get: () => absent(name) });
}

function absent(name: string): never {
  const detail = `${name} is not part of Doorcode: it is in the official package, @descope/node-sdk`;
  throw refusal(name, 'unsupported', detail, 'config');
}
