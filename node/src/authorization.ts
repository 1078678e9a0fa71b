/** What a session allows: permissions and roles, of the project or of one tenant. */
import { valueOf } from './errors.js';
import { toJson } from './json.js';
import { native } from './native.js';
import { type Claims, decodeTokenUnverified } from './token.js';

/** What a check or a refresh handed back. */
export interface AuthInfo {
  token: Claims;
}

/**
 * Questions about rights. Somebody who is not a member of a tenant has nothing in it, and is refused even when nothing is
 * asked for.
 */
export interface Authorization {
  /** Whether all of `permissions` are held. */
  validatePermissions(authInfo: AuthInfo, permissions: string[]): boolean;
  /** Those of `permissions` that are held, in the order asked. */
  getMatchedPermissions(authInfo: AuthInfo, permissions: string[]): string[];
  /** Whether all of `permissions` are held in `tenant`. */
  validateTenantPermissions(authInfo: AuthInfo, tenant: string, permissions: string[]): boolean;
  /** Those of `permissions` that are held in `tenant`, in the order asked. */
  getMatchedTenantPermissions(authInfo: AuthInfo, tenant: string, permissions: string[]): string[];
  /** Whether all of `roles` are held. */
  validateRoles(authInfo: AuthInfo, roles: string[]): boolean;
  /** Those of `roles` that are held, in the order asked. */
  getMatchedRoles(authInfo: AuthInfo, roles: string[]): string[];
  /** Whether all of `roles` are held in `tenant`. */
  validateTenantRoles(authInfo: AuthInfo, tenant: string, roles: string[]): boolean;
  /** Those of `roles` that are held in `tenant`, in the order asked. */
  getMatchedTenantRoles(authInfo: AuthInfo, tenant: string, roles: string[]): string[];
}

type Claim = 'permissions' | 'roles';

export const authorization: Authorization = {
  validatePermissions: (info, wanted) => has(info, '', 'permissions', wanted),
  getMatchedPermissions: (info, wanted) => matched(info, '', 'permissions', wanted),
  validateTenantPermissions: (info, tenant, wanted) => has(info, tenant, 'permissions', wanted),
  getMatchedTenantPermissions: (info, tenant, wanted) => matched(info, tenant, 'permissions', wanted),
  validateRoles: (info, wanted) => has(info, '', 'roles', wanted),
  getMatchedRoles: (info, wanted) => matched(info, '', 'roles', wanted),
  validateTenantRoles: (info, tenant, wanted) => has(info, tenant, 'roles', wanted),
  getMatchedTenantRoles: (info, tenant, wanted) => matched(info, tenant, 'roles', wanted),
};

function has(info: AuthInfo, tenant: string, claim: Claim, wanted: string[]): boolean {
  return valueOf(native.authorized(deciding(info), tenant, claim, toJson(wanted, claim) ?? 'null'));
}

function matched(info: AuthInfo, tenant: string, claim: Claim, wanted: string[]): string[] {
  return valueOf(native.matched(deciding(info), tenant, claim, toJson(wanted, claim) ?? 'null'));
}

/** The claims that decide about rights; no others are looked at. */
function deciding(info: AuthInfo): string {
  const { permissions, roles, tenants, dct } = info?.token ?? {};
  return toJson({ permissions, roles, tenants, dct }, 'token') ?? '{}';
}

/** Questions to a token that nobody has checked: for display only. Each throws what is no token. */
export interface Unverified {
  /** Whether the token's time is over. */
  isJwtExpired(jwt: string): boolean;
  /** The IDs of the user's tenants. */
  getTenants(jwt: string): string[];
  /** The permissions of the project, or of one tenant. */
  getJwtPermissions(jwt: string, tenant?: string): string[];
  /** The roles of the project, or of one tenant. */
  getJwtRoles(jwt: string, tenant?: string): string[];
  /** The tenant that is selected; empty without one. */
  getCurrentTenant(jwt: string): string;
}

export const unverified: Unverified = {
  isJwtExpired: (jwt) => Date.now() / 1000 > (decodeTokenUnverified(jwt).expiresAt ?? Infinity),
  getTenants: (jwt) => decodeTokenUnverified(jwt).tenants,
  getJwtPermissions: (jwt, tenant) => valueOf(native.heldUnverified(jwt, tenant, 'permissions')),
  getJwtRoles: (jwt, tenant) => valueOf(native.heldUnverified(jwt, tenant, 'roles')),
  getCurrentTenant: (jwt) => decodeTokenUnverified(jwt).currentTenant ?? '',
};
