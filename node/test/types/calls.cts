// What must compile, and what must not, for `require`.
import DescopeClient = require('doorcode');

const client: DescopeClient.Client = DescopeClient({ projectId: 'P1' });
const other = new DescopeClient({ projectId: 'P1' });

export const cookie: string = DescopeClient.RefreshTokenCookieName;

export async function good(): Promise<string | undefined> {
  const { data }: DescopeClient.SdkResponse<DescopeClient.JWTResponse> = await client.otp.verify.sms('a', '123456');
  return data?.user?.email ?? other.projectId;
}

// @ts-expect-error a client needs settings
export const wrong = () => DescopeClient();
