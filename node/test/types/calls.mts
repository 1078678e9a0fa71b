// What must compile, and what must not, for `import`.
import DescopeClient, { type Config, DoorcodeError, type LoginOptions, type SdkResponse, type Token } from 'doorcode';

const config: Config = { projectId: 'P1', logger: console, timeout: 1000, cookies: { sameSite: 'lax' } };
const client = DescopeClient(config);
const same = new DescopeClient({ projectId: 'P1' });
const method: 'email' | 'sms' = Math.random() > 0.5 ? 'email' : 'sms';
const options: LoginOptions = { stepup: true, signal: AbortSignal.timeout(1000) };

export async function good(): Promise<void> {
  const started = await client.otp.signUp[method]('ann@example.com', { name: 'Ann' }, { locale: 'de' });
  const masked: string | undefined = started.data?.maskedEmail;
  await client.otp.signIn.email('ann@example.com', options, 'refresh');
  await client.otp.signUpOrIn('ann@example.com');
  await client.otp.update.phone('sms', 'ann@example.com', '+15555550100', 'refresh', { addToLoginIDs: true });
  await client.otp.update.phone.voice('ann@example.com', '+15555550100', 'refresh');
  const { data, error } = await same.otp.verify.email('ann@example.com', '123456', { audience: 'me' });
  const cookies: string[] = data?.cookies ?? [];
  const code: string | undefined = error?.errorCode;
  const token: Token = await client.validateSession('session', { audience: ['a'] });
  const renewed = await client.validateSession(undefined, 'refresh');
  const tenants: SdkResponse<{ tenants: { id: string }[] }> = await client.myTenants(true, 'refresh');
  client.validatePermissions(token, ['read']);
  client.validateTenantRoles(renewed, 't1', ['admin']);
  console.log(masked, cookies, code, renewed.cookies?.[0], tenants.ok, new DoorcodeErrorUser());
}

class DoorcodeErrorUser {
  kindOf = (error: unknown): string | undefined => (error instanceof DoorcodeError ? error.kind : undefined);
}

export function wrong(): unknown[] {
  return [
    // @ts-expect-error a project ID is a string
    DescopeClient({ projectId: 5 }),
    // @ts-expect-error no such setting
    DescopeClient({ projectId: 'P1', colour: 'red' }),
    // @ts-expect-error a code is a string: zeros would be lost
    client.otp.verify.email('ann@example.com', 123456),
    // @ts-expect-error no such method
    client.otp.signIn.pigeon('ann@example.com'),
    // @ts-expect-error a phone number is not confirmed by e-mail
    client.otp.update.phone('email', 'ann@example.com', '+15555550100', 'refresh'),
    // @ts-expect-error no such option
    client.otp.signIn.email('ann@example.com', { stepdown: true }),
    // @ts-expect-error the synchronous check takes no refresh token
    client.validateSessionSync('session', 'refresh'),
    // @ts-expect-error no such kind
    client.validateSession('session', { kind: 'sesion' }),
    // @ts-expect-error not part of this package
    client.magicLink,
  ];
}
