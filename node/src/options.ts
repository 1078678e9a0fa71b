/** Option types. Every field is optional; what is not set is not sent. */
import type { RequestOptions } from './call.js';

/** Variables of the message template. */
export type TemplateOptions = Record<string, unknown>;

/** Who signs up. Sent as given; further members too. */
export interface SignUpDetails {
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  givenName?: string | undefined;
  middleName?: string | undefined;
  familyName?: string | undefined;
  [member: string]: unknown;
}

/** How to sign up. */
export interface SignUpOptions extends RequestOptions {
  /** Claims that will stand in the session token under `nsec`: set by the client, so not to be trusted. */
  customClaims?: Record<string, unknown> | undefined;
  templateOptions?: TemplateOptions | undefined;
  /** Another message template. */
  templateId?: string | undefined;
  /** The tenant to sign up with. */
  tenantId?: string | undefined;
  /** The language of the message, for example `de`. */
  locale?: string | undefined;
  /** Ends the user's other sessions on success. */
  revokeOtherSessions?: boolean | undefined;
  /** Another provider of messages. */
  providerId?: string | undefined;
}

/** How to sign in. */
export interface LoginOptions extends SignUpOptions {
  /** Asks for a stepped-up session (claim `su`); needs the refresh token. */
  stepup?: boolean | undefined;
  /** Adds this method to those of the session (claim `amr`); needs the refresh token. */
  mfa?: boolean | undefined;
  /** Restricts which sessions are ended. */
  revokeOtherSessionsTypes?: string[] | undefined;
  /** The SSO application to sign in for. */
  ssoAppId?: string | undefined;
}

/** How to change an e-mail address or phone number. */
export interface UpdateOptions extends RequestOptions {
  /** The new address becomes a login ID too. */
  addToLoginIDs?: boolean | undefined;
  /** If the new login ID belongs to another user, that one survives the merge, and this session ends. */
  onMergeUseExisting?: boolean | undefined;
  templateOptions?: TemplateOptions | undefined;
  templateId?: string | undefined;
  providerId?: string | undefined;
  locale?: string | undefined;
  /** Keeps the methods of the session and adds this one (claim `amr`). */
  mfa?: boolean | undefined;
}

/** How to exchange an access key. */
export interface AccessKeyLoginOptions {
  /** Claims that will stand in the token under `nsec`. */
  customClaims?: Record<string, unknown> | undefined;
  /** The tenant to act for (claim `dct`). */
  selectedTenant?: string | undefined;
}

/** What a check expects of a token. */
export interface VerifyOptions extends RequestOptions {
  /** One of these must stand in `aud`. Applies to session tokens. */
  audience?: string | string[] | undefined;
  /** By how much two clocks may differ, in milliseconds. Defaults to 5,000. */
  leeway?: number | undefined;
  /** Exactly these issuers, instead of those that name the project. */
  issuer?: string | string[] | undefined;
  /** Which kind of token is accepted. Defaults to the kind that the call is about. */
  kind?: 'session' | 'refresh' | 'any' | undefined;
}
