// Checking a session token: with and without memory, against everybody whom users would otherwise pick.
import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import Official from '@descope/node-sdk';
import { createVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import DescopeClient from '../dist/index.mjs';
import { compare, timed } from './rows.mjs';

const PROJECT = 'P2doorcodeLocalDevelopment00';
const TENANT = 'T2SrweL5J2y8YOh8DyDn7dpCmfx';

function claims() {
  const iat = Math.floor(Date.now() / 1000);
  return {
    amr: ['email', 'sms', 'mfa'],
    dct: TENANT,
    drn: 'DS',
    exp: iat + 36_000,
    iat,
    iss: PROJECT,
    rexp: '2027-01-01T00:00:00Z',
    sub: 'U2UQQwqXGN0PcgXNfRzJGBBOLcR1',
    tenants: { [TENANT]: { permissions: ['orders.read'], roles: ['clerk'] } },
    nsec: { plan: 'team', seats: 12 },
  };
}

function signed(privateKey) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const message = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims())}`;
  return `${message}.${createSign('sha256').update(message).sign(privateKey).toString('base64url')}`;
}

export async function measureTokens() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const token = signed(privateKey);
  const options = { projectId: PROJECT, publicKey: JSON.stringify(jwk) };
  const [cold, warm, official] = [
    DescopeClient({ ...options, tokenCache: 0 }),
    DescopeClient(options),
    Official(options),
  ];
  const [message, signature] = [token.slice(0, token.lastIndexOf('.')), Buffer.from(token.split('.')[2], 'base64url')];

  const peers = {
    bare: () => createVerify('sha256').update(message).verify(publicKey, signature),
    official: () => official.validateSession(token),
    jose: (
      (keys) => () =>
        jwtVerify(token, keys)
    )(createLocalJWKSet({ keys: [jwk] })),
    jsonwebtoken: () => jsonwebtoken.verify(token, pem, { algorithms: ['RS256'] }),
    fast: (
      (verify) => () =>
        verify(token)
    )(createVerifier({ key: pem, algorithms: ['RS256'] })),
    cached: (
      (verify) => () =>
        verify(token)
    )(createVerifier({ key: pem, algorithms: ['RS256'], cache: true })),
  };
  const against = (name, ours, times, peerName, peer, limit) =>
    compare(
      name,
      'us',
      () => timed(ours, times),
      peerName,
      () => timed(peers[peer], peer === 'cached' ? 3000 : 200),
      limit,
    );

  for (const [title, sync, client, times] of [
    ['not seen before', () => cold.validateSessionSync(token), cold, 200],
    ['seen before', () => warm.validateSessionSync(token), warm, 3000],
  ]) {
    const promised = () => client.validateSession(token);
    const isWarm = client === warm;
    await against(`token: ${title}`, promised, times, '@descope/node-sdk', 'official', isWarm ? 1 / 60 : 1 / 7);
    await against(`token: ${title}`, promised, times, 'jose', 'jose', 1);
    await against(`token: ${title}`, promised, times, 'jsonwebtoken', 'jsonwebtoken', 1);
    await against(`token: ${title}, sync`, sync, times, 'jsonwebtoken', 'jsonwebtoken', 1);
    const [fastName, fast] = isWarm ? ['fast-jwt, cached (a shared object)', 'cached'] : ['fast-jwt', 'fast'];
    await against(`token: ${title}`, promised, times, fastName, fast, 1);
    await against(`token: ${title}, sync`, sync, times, fastName, fast, 1);
    if (!isWarm) await against(`token: ${title}, sync`, sync, times, "Node's crypto, the signature alone", 'bare', 1.5);
  }
}
