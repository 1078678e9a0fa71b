/** What `import 'doorcode'` is: the same objects as for `require`, so that a class is the same class for both. */
import DescopeClient from './index.js';

export default DescopeClient;
export const {
  RefreshTokenCookieName,
  SessionTokenCookieName,
  DescopeErrors,
  DoorcodeError,
  NetworkError,
  TimeoutError,
  JWTResponse,
  RefreshAuthenticationInfo,
  Token,
  clearCookies,
  decodeTokenUnverified,
  setCookies,
  tokensFromHeaders,
} = DescopeClient;

export type AuthenticationInfo = DescopeClient.AuthenticationInfo;
export type Claims = DescopeClient.Claims;
export type Client = DescopeClient.Client;
export type Config = DescopeClient.Config;
export type CookieAttributes = DescopeClient.CookieAttributes;
export type CookieOptions = DescopeClient.CookieOptions;
export type DeliveryMethod = DescopeClient.DeliveryMethod;
export type DoorcodeError = DescopeClient.DoorcodeError;
export type Hooks = DescopeClient.Hooks;
export type HttpClient = DescopeClient.HttpClient;
export type HttpTrace = DescopeClient.HttpTrace;
export type JWTResponse = DescopeClient.JWTResponse;
export type Logger = DescopeClient.Logger;
export type LoginEvent = DescopeClient.LoginEvent;
export type LoginOptions = DescopeClient.LoginOptions;
export type MaskedAddress = DescopeClient.MaskedAddress;
export type NetworkError = DescopeClient.NetworkError;
export type RefreshAuthenticationInfo = DescopeClient.RefreshAuthenticationInfo;
export type RequestOptions = DescopeClient.RequestOptions;
export type RequestTokens = DescopeClient.RequestTokens;
export type RetryPolicy = DescopeClient.RetryPolicy;
export type SdkResponse<T> = DescopeClient.SdkResponse<T>;
export type ServiceError = DescopeClient.ServiceError;
export type SignUpDetails = DescopeClient.SignUpDetails;
export type SignUpOptions = DescopeClient.SignUpOptions;
export type Tenant = DescopeClient.Tenant;
export type TimeoutError = DescopeClient.TimeoutError;
export type Token = DescopeClient.Token;
export type UpdateOptions = DescopeClient.UpdateOptions;
export type User = DescopeClient.User;
export type VerifyOptions = DescopeClient.VerifyOptions;
