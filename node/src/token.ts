/** Tokens that were checked: their text, their claims, and the claims by their meaning. */
import { valueOf } from './errors.js';
import { native } from './native.js';

export type Claims = Record<string, any>;

/** A token that was checked. `jwt` is a credential. */
export class Token {
  readonly #projectId: string;

  /** @internal */
  constructor(
    /** The token itself. */
    readonly jwt: string,
    /** Its claims, as signed. */
    readonly token: Claims,
    projectId: string,
  ) {
    this.#projectId = projectId;
  }

  /** The project whose rules it passed. */
  get projectId(): string {
    return this.#projectId;
  }

  /** All claims, as signed. */
  get claims(): Claims {
    return this.token;
  }

  /** The kind (`drn`): `DS` for session tokens, `DSR` for refresh tokens, or the names of their cookies. */
  get kind(): string | undefined {
    return text(this.token['drn']);
  }

  /** The user's ID (`dsub`, else `sub`); for an exchanged access key, the key's ID. */
  get subject(): string | undefined {
    return text(this.token['dsub']) ?? text(this.token['sub']);
  }

  /** Who issued it (`iss`). */
  get issuer(): string | undefined {
    return text(this.token['iss']);
  }

  /** Whom it is for (`aud`). */
  get audience(): string[] {
    const audience: unknown = this.token['aud'];
    return typeof audience === 'string' ? [audience] : texts(audience);
  }

  /** When it was issued (`iat`), in seconds since the epoch. */
  get issuedAt(): number | undefined {
    return this.token['iat'];
  }

  /** When it expires (`exp`), in seconds since the epoch. */
  get expiresAt(): number | undefined {
    return this.token['exp'];
  }

  /** When it begins to be valid (`nbf`), in seconds since the epoch. */
  get notBefore(): number | undefined {
    return this.token['nbf'];
  }

  /** When the refresh token that came with it expires (`rexp`), in seconds since the epoch. */
  get refreshExpiresAt(): number | undefined {
    const instant = Date.parse(text(this.token['rexp']) ?? '') / 1000;
    return Number.isNaN(instant) ? undefined : instant;
  }

  /** How the user proved who they are, for example `["email", "mfa"]`. */
  get amr(): string[] {
    return texts(this.token['amr']);
  }

  /** Whether the session was stepped up (`su`). */
  get stepup(): boolean {
    return this.token['su'] === true;
  }

  /** Whether it belongs to a test user (`tu`). */
  get testUser(): boolean {
    return this.token['tu'] === true;
  }

  /** The tenant that is selected (`dct`). */
  get currentTenant(): string | undefined {
    return text(this.token['dct']) || undefined;
  }

  /** The IDs of the user's tenants. */
  get tenants(): string[] {
    return Object.keys(members(this.token['tenants']));
  }

  /** The permissions at the top level. */
  get permissions(): string[] {
    return texts(this.token['permissions']);
  }

  /** The roles at the top level. */
  get roles(): string[] {
    return texts(this.token['roles']);
  }

  /** The thumbprint of the key the token is bound to (`cnf.jkt`). */
  get dpopThumbprint(): string | undefined {
    return text(members(this.token['cnf'])['jkt']);
  }
}

/** A token as the native half tells it. */
export interface Told {
  jwt: string;
  token: Claims;
  projectId: string;
}

export function toToken({ jwt, token, projectId }: Told): Token {
  return new Token(jwt, token, projectId);
}

/**
 * The claims of a token, **without checking anything**: anybody can have written what they say. For display and
 * debugging only; don't let it decide anything.
 */
export function decodeTokenUnverified(jwt: string): Token {
  return toToken(JSON.parse(valueOf(native.decodeUnverified(jwt))));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
