/** Sessions: check them, renew them, end them. */
import { type Outcome, type RequestOptions, split } from './call.js';
import type { Core, Make } from './core.js';
import { type DoorcodeError, failed, isArgument } from './errors.js';
import { toJson } from './json.js';
import { JWTResponse, RefreshAuthenticationInfo } from './login.js';
import type { Native } from './native.js';
import type { AccessKeyLoginOptions, VerifyOptions } from './options.js';
import { login } from './otp.js';
import type { SdkResponse } from './response.js';
import { SESSION_TEXTS, type SessionTexts, official } from './texts.js';
import { Token, toToken } from './token.js';

/** What an access key was exchanged for. */
export interface ExchangedAccessKey {
  keyId: string;
  sessionJwt: string;
}

/** Session calls throw; the raw calls (`refresh`, `selectTenant`, `logout` …) answer `{ ok, code, data, error }`. */
export interface Session {
  /**
   * Checks a session token: signature, project, kind, audience and times. Fetches the keys if it must; with a known key
   * it needs no network. A string as second argument is a refresh token: then this is `validateAndRefreshSession`.
   */
  validateSession(sessionToken: string, options?: VerifyOptions): Promise<Token>;
  validateSession(sessionToken: string | undefined | null, refreshToken: string): Promise<RefreshAuthenticationInfo>;
  /** Checks a session token with the keys at hand. Never fetches; `error.reason` is `not_loaded` without keys. */
  validateSessionSync(sessionToken: string, options?: VerifyOptions): Token;
  /** Checks any token of the project, session or refresh or neither. */
  validateJwt(jwt: string, options?: VerifyOptions): Promise<Token>;
  /** Fetches a new session token. Calls with the same refresh token at the same time share one request. */
  refreshSession(refreshToken: string, options?: VerifyOptions): Promise<RefreshAuthenticationInfo>;
  /** Checks a session token and, when it does not hold, refreshes. Either token may be missing. */
  validateAndRefreshSession(
    sessionToken?: string | null,
    refreshToken?: string | null,
    options?: VerifyOptions,
  ): Promise<RefreshAuthenticationInfo>;
  /** Exchanges an access key, the credential of a machine, for a session token. */
  exchangeAccessKey(
    accessKey: string,
    loginOptions?: AccessKeyLoginOptions | null,
    options?: VerifyOptions,
  ): Promise<Token>;
  accessKey: {
    /** The same; a no of the service is an answer. */
    exchange(
      accessKey: string,
      loginOptions?: AccessKeyLoginOptions | null,
      options?: VerifyOptions,
    ): Promise<SdkResponse<ExchangedAccessKey>>;
  };
  /** Fetches a new session token; or exchanges another system's token for a session. */
  refresh(token?: string, externalToken?: string, request?: RequestOptions): Promise<SdkResponse<JWTResponse>>;
  /** Refreshes if that is possible; no data when the token is missing, not good or no longer accepted. */
  tryRefresh(token?: string | null, request?: RequestOptions): Promise<SdkResponse<JWTResponse | undefined>>;
  /** Exchanges another system's token for a session, where the project is set up for it. */
  migrateSession(externalToken: string, request?: RequestOptions): Promise<SdkResponse<JWTResponse>>;
  /** Switches the session to another of the user's tenants (claim `dct`). */
  selectTenant(tenantId: string, token: string, request?: RequestOptions): Promise<SdkResponse<JWTResponse>>;
  /** Ends this session: its refresh token is refused from now on. */
  logout(token: string, request?: RequestOptions): Promise<SdkResponse<undefined>>;
  /** Ends all sessions of the user. */
  logoutAll(token: string, request?: RequestOptions): Promise<SdkResponse<undefined>>;
}

export function createSession(core: Core): Session {
  return { ...checks(core), ...renewals(core), ...raw(core) };
}

type Checks = Pick<Session, 'validateSession' | 'validateSessionSync' | 'validateJwt' | 'exchangeAccessKey'>;

function checks(core: Core): Checks {
  // Decided without a promise where the key is known: then nothing is awaited.
  async function validateSession(token: any, options?: any): Promise<any> {
    if (typeof options === 'string') return validateAndRefresh(core, token, options);
    const [json, request] = verifyOptions(options);
    const started = attempt(core, SESSION_TEXTS.validate, (client) => client.validate(token, json), request);
    const { value, failure, cause } = started instanceof Promise ? await started : started;
    return failure ? refuse(failure, SESSION_TEXTS.validate, cause) : checked(core, token, value);
  }
  return {
    validateSession,
    validateSessionSync(token, options) {
      const answer = core.client.validateLocal(token, verifyOptions(options)[0]);
      return typeof answer === 'string' ? checked(core, token, answer) : refuse(answer, SESSION_TEXTS.validate);
    },
    async validateJwt(token, options) {
      const [json, request] = verifyOptions(options);
      const value = await settled(core, SESSION_TEXTS.validateJwt, (client) => client.verifyJwt(token, json), request);
      return checked(core, token, value);
    },
    async exchangeAccessKey(accessKey, loginOptions, options) {
      const [json, request] = verifyOptions(options);
      const login = toJson(loginOptions, 'loginOptions');
      const make: Make = (client) => client.exchangeAccessKey(accessKey, login, json);
      return toToken(parsed(await settled(core, SESSION_TEXTS.exchange, make, request)));
    },
  };
}

function renewals(core: Core): Pick<Session, 'refreshSession' | 'validateAndRefreshSession'> {
  return {
    async refreshSession(token, options) {
      const [json, request] = verifyOptions(options);
      const told = parsed(await settled(core, SESSION_TEXTS.refresh, (client) => client.refresh(token, json), request));
      return new RefreshAuthenticationInfo(told.session, told);
    },
    validateAndRefreshSession: (session, refresh, options) => validateAndRefresh(core, session, refresh, options),
  };
}

async function validateAndRefresh(core: Core, session: unknown, refresh: unknown, options?: VerifyOptions) {
  const [json, request] = verifyOptions(options);
  const make: Make = (client) => client.validateAndRefresh(session, refresh, json);
  const { token, auth } = parsed(await settled(core, SESSION_TEXTS.validateAndRefresh, make, request));
  return new RefreshAuthenticationInfo(token, auth);
}

type Raw = Omit<Session, keyof Checks | 'refreshSession' | 'validateAndRefreshSession'>;

function raw(core: Core): Raw {
  const migrate: Session['migrateSession'] = (token, request) =>
    core.answer((client) => client.migrate(token), login, request);
  return {
    accessKey: { exchange: (...given) => exchange(core, ...given) },
    refresh(token, externalToken, request) {
      if (externalToken !== undefined && token === undefined) return migrate(externalToken, request);
      return core.answer((client) => client.refresh(token, undefined), login, request);
    },
    tryRefresh: (token, request) =>
      core.answer(
        (client) => client.tryRefresh(token),
        (told) => (told ? login(told) : undefined),
        request,
      ),
    migrateSession: migrate,
    selectTenant: (tenantId, token, request) =>
      core.answer((client) => client.selectTenant(tenantId, token), login, request),
    logout: (token, request) =>
      core.answer(
        (client) => client.logout(token),
        () => undefined,
        request,
      ),
    logoutAll: (token, request) =>
      core.answer(
        (client) => client.logoutAll(token),
        () => undefined,
        request,
      ),
  };
}

function exchange(core: Core, accessKey: string, loginOptions?: AccessKeyLoginOptions | null, options?: VerifyOptions) {
  const [json, request] = verifyOptions(options);
  const login = toJson(loginOptions, 'loginOptions');
  const read = (told: any) => ({ keyId: toToken(told).subject ?? '', sessionJwt: told.jwt });
  return core.answer((client) => client.exchangeAccessKey(accessKey, login, json), read, request);
}

function verifyOptions(options: VerifyOptions | undefined): [json: string | undefined, request?: RequestOptions] {
  if (options === undefined) return [undefined];
  const [own, request] = split(options);
  return request ? [toJson(own, 'options'), request] : [toJson(own, 'options')];
}

function attempt(core: Core, texts: SessionTexts, make: Make, request?: RequestOptions) {
  return core.start(make, request, (failure) => refuse(failure, texts));
}

/** The value of a call that throws when it fails. */
async function settled(core: Core, texts: SessionTexts, make: Make, request?: RequestOptions) {
  const { value, failure, cause }: Outcome = await attempt(core, texts, make, request);
  return failure ? refuse(failure, texts, cause) : value;
}

function checked(core: Core, jwt: string, claims = '{}'): Token {
  return new Token(jwt, core.readClaims(claims), core.projectId);
}

function parsed(value: string | undefined): any {
  return JSON.parse(value ?? 'null');
}

/** Throws with the official text; the error itself is the cause. */
function refuse(failure: Native.Failure, texts: SessionTexts, reason?: unknown): never {
  const isAbsent = failure.reason === 'empty' || failure.reason === 'missing';
  if (isArgument(failure)) throw failed(failure, isAbsent ? texts.empty : official(failure, {}));
  const cause: DoorcodeError = failed(failure, undefined, reason);
  throw texts.prefix ? failed(failure, texts.prefix + cause.message, cause) : cause;
}
