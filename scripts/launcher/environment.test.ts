import { describe, expect, it } from 'vitest';
import { parse } from '@/lib/platform/config';
import { childEnvironment, workerEnvironment } from './environment';

const secrets = Object.fromEntries(
  ['postgres', 'ao_owner', 'ao_app', 'ao_system', 'clickhouse', 'auth', 'encryption', 'tracking'].map((name) => [
    name,
    name,
  ]),
) as Parameters<typeof childEnvironment>[1]['secrets'];

const environmentOf = (given: Record<string, string>, port = 3000) =>
  childEnvironment(given, {
    ...{ config: parse(given), secrets, port, clickhouseUrl: 'http://ch', isDev: false },
    database: { app: 'postgres://a', system: 'postgres://s', owner: 'postgres://o' },
  });

describe('the environment of the children', () => {
  it('fills in what is not set and keeps what is', () => {
    const key = 'k'.repeat(32);
    const env = environmentOf({ AUTH_SECRET: key, NATS_URL: 'nats://n', SMTP_URL: 'smtp://m', OTHER: 'kept' }, 4000);
    expect(env).toMatchObject({
      AUTH_SECRET: key,
      NEXTAUTH_SECRET: key,
      NATS_URL: 'nats://n',
      SMTP_URL: 'smtp://m',
      OTHER: 'kept',
    });
    expect(env).toMatchObject({ ENCRYPTION_KEY: 'encryption', TRACKING_SECRET: 'tracking', PORT: '4000' });
    expect(env).toMatchObject({
      PUBLIC_URL: 'http://localhost:4000',
      DATABASE_URL: 'postgres://a',
      NODE_ENV: 'production',
    });
  });

  it('keeps the public address given, and the data folder is absolute', () => {
    const env = environmentOf({ PUBLIC_URL: 'https://alum.example/', DATA_DIR: 'somewhere' });
    expect(env.PUBLIC_URL).toBe('https://alum.example');
    expect(env.NEXTAUTH_URL).toBe('https://alum.example');
    expect(env.DATA_DIR).toMatch(/^\/.*\/somewhere$/);
  });
});

describe('the environment of more than one worker', () => {
  it('differs in its name and its metrics port, and the first alone takes incoming mail', () => {
    const given = { METRICS_PORT: '9100', INBOUND_SMTP_PORT: '2525', SMTP_URL: 'smtp://m' };
    expect(workerEnvironment(given, 1)).toEqual(given);
    const second = workerEnvironment(given, 2);
    expect(second).toEqual({ ...given, WORKER_NAME: 'worker-2', METRICS_PORT: '9101', INBOUND_SMTP_PORT: 'off' });
    expect(parse(second).inbound.port).toBeNull();
    expect(workerEnvironment({ WORKER_NAME: 'north' }, 3)).toEqual({
      WORKER_NAME: 'north-3',
      INBOUND_SMTP_PORT: 'off',
    });
  });
});
