/** What `require('doorcode')` is: the function that makes clients, with everything else on it. */
import * as call from './call.js';
import * as client from './client.js';
import * as config from './config.js';
import * as constants from './constants.js';
import * as cookies from './cookies.js';
import * as errors from './errors.js';
import * as http from './http.js';
import * as login from './login.js';
import * as options from './options.js';
import * as otp from './otp.js';
import * as response from './response.js';
import * as token from './token.js';
import * as user from './user.js';

const exported = {
  RefreshTokenCookieName: constants.RefreshTokenCookieName,
  SessionTokenCookieName: constants.SessionTokenCookieName,
  DescopeErrors: constants.DescopeErrors,
  DoorcodeError: errors.DoorcodeError,
  NetworkError: errors.NetworkError,
  TimeoutError: errors.TimeoutError,
  JWTResponse: login.JWTResponse,
  RefreshAuthenticationInfo: login.RefreshAuthenticationInfo,
  Token: token.Token,
  clearCookies: cookies.clearCookies,
  decodeTokenUnverified: token.decodeTokenUnverified,
  setCookies: cookies.setCookies,
  tokensFromHeaders: cookies.tokensFromHeaders,
};

/** Makes a client, with `new` or without. Opens no connection and starts no thread. */
interface DescopeClient {
  (config: DescopeClient.Config): DescopeClient.Client;
  new (config: DescopeClient.Config): DescopeClient.Client;
}

// A function that returns an object returns it with `new` too.
const factory = function DescopeClient(config: DescopeClient.Config) {
  return client.createClient(config);
} as unknown as DescopeClient;

const DescopeClient = Object.assign(factory, exported);

namespace DescopeClient {
  export type AuthenticationInfo = token.Token;
  export type Claims = token.Claims;
  export type Client = client.Client;
  export type Config = config.Config;
  export type CookieAttributes = cookies.CookieAttributes;
  export type CookieOptions = cookies.CookieOptions;
  export type DeliveryMethod = otp.DeliveryMethod;
  export type DoorcodeError = errors.DoorcodeError;
  export type Hooks = http.Hooks;
  export type HttpClient = http.HttpClient;
  export type HttpTrace = response.HttpTrace;
  export type JWTResponse = login.JWTResponse;
  export type Logger = config.Logger;
  export type LoginEvent = user.LoginEvent;
  export type LoginOptions = options.LoginOptions;
  export type MaskedAddress = otp.MaskedAddress;
  export type NetworkError = errors.NetworkError;
  export type RefreshAuthenticationInfo = login.RefreshAuthenticationInfo;
  export type RequestOptions = call.RequestOptions;
  export type RequestTokens = cookies.RequestTokens;
  export type RetryPolicy = config.RetryPolicy;
  export type SdkResponse<T> = response.SdkResponse<T>;
  export type ServiceError = response.ServiceError;
  export type SignUpDetails = options.SignUpDetails;
  export type SignUpOptions = options.SignUpOptions;
  export type Tenant = user.Tenant;
  export type TimeoutError = errors.TimeoutError;
  export type Token = token.Token;
  export type UpdateOptions = options.UpdateOptions;
  export type User = user.User;
  export type VerifyOptions = options.VerifyOptions;
}

export = DescopeClient;
