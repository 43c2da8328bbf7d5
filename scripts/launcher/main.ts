import { join } from 'node:path';
import { parse } from '@/lib/platform/config';
import { ensureBuild } from './build';
import { checkDisk, checkPort, ensureDataDir } from './checks';
import { isLive, startWeb, startWorkers } from './children';
import { childEnvironment, workerEnvironment } from './environment';
import { LaunchError } from './failure';
import { firstData, prepareSchema, startDatabases, type Run } from './databases';
import { acquireLock } from './lock';
import { freePort } from './processes';
import { endLeftovers, nameOf, removeRuntime, writeRuntime } from './runtime-file';
import { loadSecrets } from './secrets';
import { Steps } from './steps';

async function launch(run: Run): Promise<void> {
  const { config, steps, isDev, signal } = run;
  const { dataDir, host } = config;
  ensureDataDir(dataDir);
  const lock = acquireLock(
    join(dataDir, 'lock'),
    (pid) => `AlumOutreach already runs on ${dataDir} (pid ${pid}): stop it, or use another folder with DATA_DIR=….`,
  );
  steps.atStop(() => lock.release());
  if (lock.wasStale) await endLeftovers(dataDir);
  const port = config.port || (await freePort());
  await checkPort(port, host);
  if (config.inbound.port !== null)
    await checkPort(config.inbound.port, config.inbound.host, { port: 'INBOUND_SMTP_PORT', host: 'INBOUND_SMTP_HOST' });
  for (let nth = 0; config.metricsPort && nth < config.workers; nth++)
    await checkPort(config.metricsPort + nth, '127.0.0.1', { port: 'METRICS_PORT', host: 'HOST' });
  checkDisk(dataDir);
  const secrets = loadSecrets(dataDir);
  const running: Record<string, { readonly pid: number }> = {};
  let record = () => undefined as void;
  const onStart = () => record();

  const { database, clickhouseUrl, pids } = await startDatabases(run, onStart);
  Object.assign(running, pids);
  const env = childEnvironment(process.env, { config, secrets, port, database, clickhouseUrl, isDev });
  // The project's own modules, loaded from here on, read their settings from the environment.
  Object.assign(process.env, env);
  record = () =>
    writeRuntime(dataDir, {
      launcher: nameOf(process.pid),
      processes: Object.fromEntries(Object.entries(running).map(([name, { pid }]) => [name, nameOf(pid)])),
      ...{ port, publicUrl: env.PUBLIC_URL ?? '', clickhouseUrl },
      ...{ databaseUrl: database.app, databaseSystemUrl: database.system, databaseOwnerUrl: database.owner },
      secrets: {
        auth: env.AUTH_SECRET ?? '',
        encryption: env.ENCRYPTION_KEY ?? '',
        tracking: env.TRACKING_SECRET ?? '',
      },
    });
  steps.atStop(() => removeRuntime(dataDir));
  record();
  await prepareSchema(run, env);
  if (!isDev) await steps.run('build', () => ensureBuild(env, dataDir, steps.note, signal));
  const adminLink = await firstData(run, env);

  const child = { env, log: steps.note, onStart };
  const names = Array.from({ length: config.workers }, (_, i) => (i === 0 ? 'workers' : `workers-${i + 1}`));
  const workers = await steps.run(
    'workers',
    () =>
      Promise.all(names.map((name, i) => startWorkers({ ...child, name, env: workerEnvironment(env, i + 1), isDev }))),
    async (all) => void (await Promise.all(all.map((it) => it.stop()))),
  );
  for (const [i, name] of names.entries()) running[name] = workers[i]!;
  running.web = await steps.run(
    'web',
    () => startWeb({ ...child, isDev }),
    (it) => it.stop(),
  );
  record();
  const served = await Promise.race([isLive(port, host, isDev ? 180_000 : 60_000), steps.aborted]);
  if (served === false)
    throw new LaunchError(`The web process did not answer on port ${port}: its messages above say why.`);
  if (signal.aborted) return;
  steps.note(`AlumOutreach is ready: ${env.PUBLIC_URL}`);
  if (adminLink) steps.note(`Sign in once as administrator: ${adminLink}`);
}

/** Starts everything, stays until SIGTERM, SIGINT or SIGHUP, stops everything. `--dev` serves from source. */
export async function main(args: string[]): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const steps = new Steps(stop.signal);
  let code = 0;
  try {
    const config = parse(process.env);
    await launch({ config, steps, isDev: args.includes('--dev'), signal: stop.signal });
    await steps.aborted;
  } catch (error) {
    code = stop.signal.aborted ? 0 : steps.fail(error);
  }
  await steps.stopAll();
  process.exit(code);
}
