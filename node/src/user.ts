/** The signed-in user, as the service knows it. */
import type { RequestOptions } from './call.js';
import type { Core } from './core.js';
import { toJson } from './json.js';
import type { SdkResponse } from './response.js';

/** A user, under the names of the wire. What the service left out is empty; what is unknown here is kept. */
export interface User {
  userId: string;
  loginIds: string[];
  name: string;
  givenName: string;
  middleName: string;
  familyName: string;
  email: string;
  phone: string;
  verifiedEmail: boolean;
  verifiedPhone: boolean;
  roleNames: string[];
  userTenants: UserTenant[];
  /** `invited`, `enabled`, `disabled`, `expired`, or what a later service says. */
  status: string;
  picture: string;
  test: boolean;
  customAttributes: Record<string, unknown>;
  /** Seconds since the epoch. */
  createdTime: number;
  TOTP: boolean;
  SAML: boolean;
  SCIM: boolean;
  OAuth: Record<string, boolean>;
  webauthn: boolean;
  password: boolean;
  ssoAppIds: string[];
  permissions: string[];
  [member: string]: unknown;
}

/** A user's membership in a tenant. */
export interface UserTenant {
  tenantId: string;
  tenantName: string;
  roleNames: string[];
  permissions: string[];
  [member: string]: unknown;
}

/** A tenant. */
export interface Tenant {
  id: string;
  name: string;
  customAttributes: Record<string, unknown>;
  [member: string]: unknown;
}

/** One login of a user. */
export interface LoginEvent {
  userId: string;
  /** Seconds since the epoch. */
  loginTime: number;
  city: string;
  country: string;
  ip: string;
  selectedTenant: string;
  [member: string]: unknown;
}

/** Calls about the signed-in user; `token` is the refresh token. */
export interface Users {
  /** Who the bearer of the refresh token is, as the service knows it now. */
  me(token: string, request?: RequestOptions): Promise<SdkResponse<User>>;
  /** The user's tenants: the current one (`true`), or those of the given IDs. */
  myTenants(
    tenants: boolean | string[],
    token: string,
    request?: RequestOptions,
  ): Promise<SdkResponse<{ tenants: Tenant[] }>>;
  /** The user's logins, as far back as the service keeps them. */
  history(token: string, request?: RequestOptions): Promise<SdkResponse<LoginEvent[]>>;
}

export function createUsers(core: Core): Users {
  return {
    me: (token, request) =>
      core.answer(
        (client) => client.me(token),
        (user) => user,
        request,
      ),
    myTenants(tenants, token, request) {
      const query = toJson(toQuery(tenants), 'query');
      return core.answer(
        (client) => client.tenants(query, token),
        (tenants) => ({ tenants }),
        request,
      );
    },
    history: (token, request) =>
      core.answer(
        (client) => client.history(token),
        (logins) => logins,
        request,
      ),
  };
}

function toQuery(tenants: unknown): object {
  if (typeof tenants === 'boolean') return { current: tenants };
  const isQuery = typeof tenants === 'object' && tenants !== null && !Array.isArray(tenants);
  return isQuery ? tenants : { ids: tenants };
}
