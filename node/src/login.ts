/** What a login, a refresh or a tenant switch hands back. */
import type { CookieAttributes } from './cookies.js';
import { Token, type Told, toToken } from './token.js';
import type { User } from './user.js';

/** A login as the native half tells it. */
export interface LoginTold {
  session: Told;
  refresh: Told | null;
  user: User | null;
  firstSeen: boolean;
  cookie: Record<keyof CookieAttributes, any>;
  idp: unknown;
  externalToken: string | null;
  nextRefreshSeconds: number | null;
  raw: Record<string, any>;
  cookies: string[];
}

/** The answer of the service under its own names, every token of it checked, and the cookies for the browser. */
export class JWTResponse {
  [member: string]: any;
  /** The session token. */
  readonly sessionJwt: string;
  /** The refresh token: the one of the answer, else the one the call was made with. */
  declare readonly refreshJwt?: string;
  /** Who it is; not on a refresh. */
  declare readonly user?: User;
  /** Whether this was the user's first completed login. */
  readonly firstSeen: boolean;
  /** `Set-Cookie` values, one cookie each. Send `Cache-Control: private, no-store` along. */
  readonly cookies: string[];
  readonly #told: LoginTold;

  /** @internal */
  constructor(told: LoginTold) {
    for (const [name, value] of Object.entries(told.raw)) if (!(name in this)) this[name] = value;
    this.sessionJwt = told.session.jwt;
    if (told.refresh) this.refreshJwt = told.refresh.jwt;
    if (told.user) this.user = told.user;
    this.firstSeen = told.firstSeen;
    this.cookies = told.cookies;
    this.#told = told;
  }

  /** The session token, by its meaning. */
  get session(): Token {
    return toToken(this.#told.session);
  }

  /** The refresh token, by its meaning. */
  get refresh(): Token | undefined {
    return this.#told.refresh ? toToken(this.#told.refresh) : undefined;
  }

  /** How the service would set the refresh cookie. */
  get cookie(): CookieAttributes {
    const { domain, path, maxAge, expires } = this.#told.cookie;
    const given = Object.entries({ domain, path, maxAge, expires }).filter(([, value]) => value !== null);
    return Object.fromEntries(given);
  }

  /** What an identity provider said (SSO only). */
  get idp(): unknown {
    return this.#told.idp ?? undefined;
  }

  /** The whole answer as it came. It holds tokens: keep it out of logs. */
  get raw(): Record<string, any> {
    return this.#told.raw;
  }
}

/** A session that holds, and whether it is a new one. */
export class RefreshAuthenticationInfo extends Token {
  /** Whether it is a new one. */
  readonly refreshed: boolean;
  /** `Set-Cookie` values for the browser, where it is a new one. */
  declare readonly cookies?: string[];
  /** The refresh token to keep, where it is a new one. */
  declare readonly refreshJwt?: string;
  readonly #auth: JWTResponse | undefined;

  /** @internal */
  constructor({ jwt, token, projectId }: Told, auth?: LoginTold | null) {
    super(jwt, token, projectId);
    this.refreshed = !!auth;
    if (auth) this.cookies = auth.cookies;
    if (auth?.refresh) this.refreshJwt = auth.refresh.jwt;
    this.#auth = auth ? new JWTResponse(auth) : undefined;
  }

  /** The whole answer, where it is a new one. */
  get auth(): JWTResponse | undefined {
    return this.#auth;
  }
}
