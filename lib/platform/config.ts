import { resolve } from 'node:path';
import { z } from 'zod';
import { readInput } from './wrong-input';

const url = (schemes: string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    message: `must be a URL that starts with ${schemes.map((s) => `${s}//`).join(' or ')}`,
  });
const port = z.coerce.number().int().min(0).max(65535);
const postgresUrl = url(['postgres:', 'postgresql:']);
const isOption = (value: string, name: string, pattern: RegExp): boolean =>
  !URL.canParse(value) || new URL(value).searchParams.getAll(name).every((given) => pattern.test(given));
const smtpUrl = url(['smtp:', 'smtps:'])
  .refine(
    (value) => isOption(value, 'connections', /^([1-9]\d?|100)$/),
    'needs ?connections= to be a whole number from 1 to 100',
  )
  .refine((value) => isOption(value, 'insecure', /^[01]$/), 'needs ?insecure= to be 1 (accept any certificate) or 0');

const limitUnits: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };
/** `20000/hour,500/hour/mailboxes`: how many messages may leave, the second kind to each provider of mailboxes. */
const smtpLimits = z
  .string()
  .regex(
    /^[1-9]\d{0,7}\/(minute|hour|day)(\/mailboxes)?(,[1-9]\d{0,7}\/(minute|hour|day)(\/mailboxes)?)*$/,
    'must be like 20000/hour or 20000/hour,500/hour/mailboxes, by the minute, hour or day',
  )
  .transform((given) =>
    given.split(',').map((limit) => {
      const [messages, unit = '', each] = limit.split('/');
      return { messages: Number(messages), seconds: limitUnits[unit] ?? 3600, eachMailboxProvider: each !== undefined };
    }),
  )
  .refine(
    (limits) => new Set(limits.map((limit) => `${limit.seconds} ${limit.eachMailboxProvider}`)).size === limits.length,
    'names the same time twice',
  );

const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PORT: port.default(3000),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: url(['http:', 'https:']).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_SYSTEM_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  CLICKHOUSE_URL: url(['http:', 'https:']).optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .default('alumoutreach'),
  NATS_URL: url(['nats:', 'tls:']).optional(),
  REDIS_URL: url(['redis:', 'rediss:']).optional(),
  ELASTICSEARCH_URL: url(['http:', 'https:']).optional(),
  SMTP_URL: smtpUrl.optional(),
  SMTP_LIMITS: smtpLimits.optional(),
  MAIL_DOMAIN: z.string().default('mail.localhost'),
  INBOUND_SMTP_PORT: z.literal('off').or(port).default(2525),
  INBOUND_SMTP_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  AUTH_SECRET: z.string().min(32).optional(),
  TRACKING_SECRET: z.string().min(32).optional(),
  ENCRYPTION_KEY: z.string().min(32).optional(),
  PRIVATE_TARGETS: z.enum(['allow', 'refuse']).default('refuse'),
  DNS_SERVERS: z
    .string()
    .regex(
      /^[0-9a-fA-F.:[\]]+(,[0-9a-fA-F.:[\]]+)*$/,
      'must be addresses such as 9.9.9.9 or 127.0.0.1:5353, with commas between them',
    )
    .optional(),
  BUS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_]{0,30}$/)
    .default(''),
  SEARCH_PREFIX: z
    .string()
    .regex(/^[a-z0-9_]{0,30}$/)
    .default('ao_'),
  SEARCH_SHARDS: z.coerce.number().int().min(1).max(100).default(3),
  SEARCH_REPLICAS: z.coerce.number().int().min(0).max(10).default(1),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  API_RATE_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(6000),
  LINK_CHECK_PRIVATE: z.enum(['0', '1']).default('0'),
  WORKER_NAME: z.string().default('worker-1'),
  WORKERS: z.coerce.number().int().min(1).max(8).default(1),
});

export type Config = ReturnType<typeof parse>;

/** Reads settings from an environment; throws one sentence that names every wrong variable. */
export function parse(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = readInput(Environment, given);
  if ('fields' in result) {
    const lines = Object.entries(result.fields).map(([name, problem]) => `${name}: ${problem}`);
    throw new Error(
      `The environment has ${lines.length === 1 ? 'a wrong setting' : 'wrong settings'}: ${lines.join('; ')}`,
    );
  }
  const e = result.data;
  const database = [e.DATABASE_URL, e.DATABASE_SYSTEM_URL, e.DATABASE_OWNER_URL];
  if (database.some(Boolean) && !database.every(Boolean)) {
    const missing = ['DATABASE_URL', 'DATABASE_SYSTEM_URL', 'DATABASE_OWNER_URL'].filter((_, i) => !database[i]);
    throw new Error(
      `PostgreSQL needs three URLs, one per role; missing: ${missing.join(', ')}. Set all three, or none for the embedded server.`,
    );
  }
  return {
    nodeEnv: e.NODE_ENV,
    logLevel: e.LOG_LEVEL,
    port: e.PORT,
    host: e.HOST,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ''),
    dataDir: resolve(e.DATA_DIR),
    database: { app: e.DATABASE_URL, system: e.DATABASE_SYSTEM_URL, owner: e.DATABASE_OWNER_URL },
    clickhouse: { url: e.CLICKHOUSE_URL, database: e.CLICKHOUSE_DATABASE },
    natsUrl: e.NATS_URL,
    redisUrl: e.REDIS_URL,
    elasticsearchUrl: e.ELASTICSEARCH_URL,
    smtpUrl: e.SMTP_URL,
    /** How many messages may leave by SMTP_URL, of all organisations together. */
    smtpLimits: e.SMTP_LIMITS ?? [],
    mailDomain: e.MAIL_DOMAIN,
    /** Where incoming mail is taken; null: not by this process. */
    inbound: { host: e.INBOUND_SMTP_HOST, port: e.INBOUND_SMTP_PORT === 'off' ? null : e.INBOUND_SMTP_PORT },
    metricsPort: e.METRICS_PORT,
    secrets: { auth: e.AUTH_SECRET, tracking: e.TRACKING_SECRET, encryption: e.ENCRYPTION_KEY },
    /** Whether organisations may send to servers in private networks, such as this machine's. */
    privateTargets: e.PRIVATE_TARGETS === 'allow',
    /** Who is asked for DNS records; the system's own servers when empty. */
    dnsServers: e.DNS_SERVERS?.split(',') ?? [],
    busPrefix: e.BUS_PREFIX,
    searchPrefix: e.SEARCH_PREFIX,
    searchIndex: { shards: e.SEARCH_SHARDS, replicas: e.SEARCH_REPLICAS },
    /** How many proxies of ours stand before the web server, each adding an entry to X-Forwarded-For. */
    trustedProxies: e.TRUSTED_PROXIES,
    /** Requests that one API key may make in a minute. */
    apiRatePerMinute: e.API_RATE_PER_MINUTE,
    /** Links into private networks are checked too: for an installation whose recipients are inside one. */
    linkCheckPrivate: e.LINK_CHECK_PRIVATE === '1',
    workerName: e.WORKER_NAME,
    /** Worker processes that the launcher keeps running. */
    workers: e.WORKERS,
  };
}

let cached: Config | undefined;

/** This process's settings, read once. */
export const config = (): Config => (cached ??= parse(process.env));

/** A setting that this process cannot do without; the launcher sets them all. */
export function required(value: string | undefined, name: string): string {
  if (value) return value;
  throw new Error(`${name} is not set. Start through \`npm start\`, which provides it, or set it yourself.`);
}
