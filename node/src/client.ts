/** A client: where everything starts. */
import { type Authorization, type Unverified, authorization, unverified } from './authorization.js';
import type { Config } from './config.js';
import { Core } from './core.js';
import type { HttpClient } from './http.js';
import { type Keys, createKeys } from './keys.js';
import { type Otp, createOtp } from './otp.js';
import type { HttpTrace } from './response.js';
import { type Session, createSession } from './session.js';
import { refuseUnsupported } from './unsupported.js';
import { type Users, createUsers } from './user.js';

/** Speaks to one project of the service. Its functions may be taken off it. */
export interface Client extends Session, Users, Keys, Authorization, Unverified {
  /** One-time codes: sign up, sign in, verify, update e-mail and phone. */
  readonly otp: Otp;
  /** The project. */
  readonly projectId: string;
  /** The service's address, without a trailing slash. */
  readonly baseUrl: string;
  /** Raw requests with this client's project and keys. Another one in its place carries all calls of this client. */
  httpClient: HttpClient;
  /** The last reply to this client; only with `captureLastResponse`. */
  lastResponse(): HttpTrace | undefined;
}

export function createClient(config: Config): Client {
  const core = new Core(config);
  const client: Client = {
    otp: createOtp(core),
    projectId: core.projectId,
    baseUrl: core.baseUrl,
    lastResponse: () => core.lastResponse,
    ...createSession(core),
    ...createUsers(core),
    ...createKeys(core),
    ...authorization,
    ...unverified,
    get httpClient() {
      return core.http;
    },
    set httpClient(http) {
      core.http = http;
    },
  };
  refuseUnsupported(client);
  return client;
}
