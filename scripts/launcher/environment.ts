import type { Config } from '@/lib/platform/config';
import type { Secrets } from './secrets';

export interface Parts {
  config: Config;
  secrets: Secrets;
  port: number;
  database: { app: string; system: string; owner: string };
  clickhouseUrl: string;
  isDev: boolean;
}

/** The environment of web, workers and migrations: what was given, completed by what the launcher provides. */
export function childEnvironment(given: Record<string, string | undefined>, parts: Parts): Record<string, string> {
  const { config, secrets, database } = parts;
  const publicUrl = given.PUBLIC_URL ? config.publicUrl : `http://localhost:${parts.port}`;
  const authSecret = given.AUTH_SECRET || secrets.auth;
  const passed = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(passed),
    NODE_ENV: parts.isDev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(parts.port),
    HOST: config.host,
    PUBLIC_URL: publicUrl,
    DATA_DIR: config.dataDir,
    DATABASE_URL: database.app,
    DATABASE_SYSTEM_URL: database.system,
    DATABASE_OWNER_URL: database.owner,
    CLICKHOUSE_URL: parts.clickhouseUrl,
    AUTH_SECRET: authSecret,
    ENCRYPTION_KEY: given.ENCRYPTION_KEY || secrets.encryption,
    TRACKING_SECRET: given.TRACKING_SECRET || secrets.tracking,
    // next-auth reads these two names itself.
    NEXTAUTH_SECRET: authSecret,
    NEXTAUTH_URL: publicUrl,
  };
}

/** That of the nth worker process: a name and a metrics port of its own; the first alone takes incoming mail. */
export function workerEnvironment(env: Record<string, string>, nth: number): Record<string, string> {
  if (nth === 1) return env;
  return {
    ...env,
    WORKER_NAME: `${env.WORKER_NAME || 'worker'}-${nth}`,
    INBOUND_SMTP_PORT: 'off',
    ...(env.METRICS_PORT ? { METRICS_PORT: String(Number(env.METRICS_PORT) + nth - 1) } : {}),
  };
}
