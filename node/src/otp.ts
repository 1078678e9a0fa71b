/** One-time codes: sign up, sign in, verify, update e-mail and phone. */
import { type RequestOptions, split } from './call.js';
import { METHODS, PHONE_METHODS } from './constants.js';
import type { Core } from './core.js';
import { toJson } from './json.js';
import { JWTResponse, type LoginTold } from './login.js';
import type { LoginOptions, SignUpDetails, SignUpOptions, UpdateOptions, VerifyOptions } from './options.js';
import type { SdkResponse } from './response.js';

export type DeliveryMethod = (typeof METHODS)[number];
export type PhoneMethod = (typeof PHONE_METHODS)[number];

/** Where a code went: show it, don't take it apart. `masked` and `method` are not listed among its members. */
export type MaskedAddress = {
  maskedEmail?: string;
  maskedPhone?: string;
  readonly masked: string;
  readonly method: DeliveryMethod;
};

/** An operation for each delivery method; called itself, it takes the method that suits the login ID. */
export type Deliveries<Operation, Method extends string = DeliveryMethod> = Record<Method, Operation>;

export type SignUp = (
  loginId: string,
  user?: SignUpDetails | null,
  options?: SignUpOptions,
) => Promise<SdkResponse<MaskedAddress>>;
export type SignIn = (
  loginId: string,
  options?: LoginOptions | null,
  token?: string | null,
  request?: RequestOptions,
) => Promise<SdkResponse<MaskedAddress>>;
export type Verify = (loginId: string, code: string, options?: VerifyOptions) => Promise<SdkResponse<JWTResponse>>;
export type UpdateEmail = (
  loginId: string,
  email: string,
  token: string,
  options?: UpdateOptions,
) => Promise<SdkResponse<MaskedAddress>>;
export type UpdatePhone = (
  loginId: string,
  phone: string,
  token: string,
  options?: UpdateOptions,
) => Promise<SdkResponse<MaskedAddress>>;
export type UpdatePhoneBy = (
  method: PhoneMethod,
  loginId: string,
  phone: string,
  token: string,
  options?: UpdateOptions,
) => Promise<SdkResponse<MaskedAddress>>;

/** One-time codes. A start answers where the code went; `verify` completes what was started. */
export interface Otp {
  /** Sends a code to somebody new. Verifying it makes the user. */
  signUp: SignUp & Deliveries<SignUp>;
  /** Sends a code to a known user. Step-up and MFA need the refresh token of the session they build on. */
  signIn: SignIn & Deliveries<SignIn>;
  /** Sends a code to a user, known or new. */
  signUpOrIn: SignIn & Deliveries<SignIn>;
  /** Completes a sign-up, sign-in or update with the code the user received. Every token of the answer is checked. */
  verify: Verify & Deliveries<Verify>;
  update: {
    /** Sends a code to a new e-mail address of a signed-in user. */
    email: UpdateEmail;
    /** Sends a code to a new phone number of a signed-in user. */
    phone: UpdatePhoneBy & Deliveries<UpdatePhone, PhoneMethod>;
  };
}

export function createOtp(core: Core): Otp {
  const phone = updatePhone(core);
  return {
    signUp: deliveries(signUp(core)),
    signIn: deliveries(signIn(core, 'signIn')),
    signUpOrIn: deliveries(signIn(core, 'signUpOrIn')),
    verify: deliveries(verify(core)),
    update: {
      email: updateEmail(core),
      phone: withMethods(phone, PHONE_METHODS, (method) => phone.bind(null, method)),
    },
  };
}

/** `operation` with its method filled in, for each of them; and callable without one. */
function deliveries<Arguments extends unknown[], Answer>(
  operation: (method: DeliveryMethod | undefined, ...rest: Arguments) => Answer,
): ((...rest: Arguments) => Answer) & Deliveries<(...rest: Arguments) => Answer> {
  const guessing = (...rest: Arguments) => operation(undefined, ...rest);
  return withMethods(
    guessing,
    METHODS,
    (method) =>
      (...rest: Arguments) =>
        operation(method, ...rest),
  );
}

function withMethods<Base extends object, Method extends string, Operation>(
  base: Base,
  methods: readonly Method[],
  make: (method: Method) => Operation,
): Base & Deliveries<Operation, Method> {
  const made = methods.map((method) => [method, make(method)]);
  return Object.assign(base, Object.fromEntries(made) as Deliveries<Operation, Method>);
}

function signUp(core: Core) {
  return (method: DeliveryMethod | undefined, ...[loginId, user, options]: Parameters<SignUp>) => {
    const [own, request] = split(options);
    const address = { email: user?.email ?? loginId, phone: user?.phone ?? loginId };
    const [details, json] = [toJson(user, 'details'), toJson(own, 'options')];
    return core.answer((client) => client.signUp(method, loginId, details, json), masked, request, address);
  };
}

function signIn(core: Core, operation: 'signIn' | 'signUpOrIn') {
  return (method: DeliveryMethod | undefined, ...[loginId, options, token, trailing]: Parameters<SignIn>) => {
    const [own, request] = split(options);
    const json = toJson(own, 'options');
    return core.answer((client) => client[operation](method, loginId, json, token), masked, trailing ?? request);
  };
}

function verify(core: Core) {
  return (method: DeliveryMethod | undefined, ...[loginId, code, options]: Parameters<Verify>) => {
    const [own, request] = split(options);
    const json = toJson(own, 'options');
    return core.answer((client) => client.verify(method, loginId, code, json), login, request);
  };
}

function updateEmail(core: Core): UpdateEmail {
  return (loginId, email, token, options) => {
    const [own, request] = split(options);
    const json = toJson(own, 'options');
    return core.answer((client) => client.updateEmail(loginId, email, token, json), masked, request, { email });
  };
}

function updatePhone(core: Core): UpdatePhoneBy {
  return (method, loginId, phone, token, options) => {
    const [own, request] = split(options);
    const json = toJson(own, 'options');
    return core.answer((client) => client.updatePhone(method, loginId, phone, token, json), masked, request, { phone });
  };
}

function masked({ masked, method }: { masked: string; method: DeliveryMethod }): MaskedAddress {
  const data: Partial<MaskedAddress> = method === 'email' ? { maskedEmail: masked } : { maskedPhone: masked };
  return Object.defineProperties(data, { masked: { value: masked }, method: { value: method } }) as MaskedAddress;
}

export function login(told: LoginTold): JWTResponse {
  return new JWTResponse(told);
}
