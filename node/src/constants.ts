/** Names and codes that programs for the official SDK look for. */

export const SessionTokenCookieName = 'DS';
export const RefreshTokenCookieName = 'DSR';

/** Codes of the service (`error.errorCode`). */
export const DescopeErrors = {
  badRequest: 'E011001',
  missingArguments: 'E011002',
  invalidRequest: 'E011003',
  invalidArguments: 'E011004',
  wrongOTPCode: 'E061102',
  tooManyOTPAttempts: 'E061103',
  enchantedLinkPending: 'E062503',
  userNotFound: 'E062108',
} as const;

/** How a code reaches the user. */
export const METHODS = ['email', 'sms', 'voice', 'whatsapp', 'im'] as const;
export const PHONE_METHODS = ['sms', 'voice', 'whatsapp', 'im'] as const;
