import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../db/migrate';
import { createTenant } from '../../lib/identity';
import { systemClock } from '../../lib/platform/clock';
import { jobContext, type Ctx } from '../../lib/platform/context';
import { logger } from '../../lib/platform/log';
import { closeServices, services, type Services } from '../../lib/platform/services';
import { startPostgres } from '../../scripts/launcher/postgres';

export interface Stage {
  services: Services;
  ctx: Ctx;
  tenant: string;
  superUrl: string;
  urls: { owner: string; app: string; system: string };
  /** Of the server as it runs now; it is started again when it ends. */
  postgresPid(): number;
}

/** Runs a bench on an embedded PostgreSQL of its own with production settings, in a temporary folder that goes afterwards. */
export async function onStage<T>(run: (stage: Stage) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ao-bench-'));
  const postgres = await startPostgres({ dataDir, log: () => undefined });
  try {
    await migrate({ ownerUrl: postgres.urls.owner });
    const secret = () => randomBytes(32).toString('hex');
    Object.assign(process.env, {
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      DATABASE_URL: postgres.urls.app,
      DATABASE_SYSTEM_URL: postgres.urls.system,
      DATABASE_OWNER_URL: postgres.urls.owner,
      AUTH_SECRET: secret(),
      TRACKING_SECRET: secret(),
      ENCRYPTION_KEY: secret(),
    });
    const open = services();
    const tenant = 'bench';
    await createTenant(open, { slug: tenant, name: 'Bench', country: 'DE' }, 'mail.localhost');
    const ctx = jobContext({ tenant, name: 'bench', clock: systemClock, log: logger('bench'), services: open });
    try {
      return await run({
        services: open,
        ctx,
        tenant,
        superUrl: postgres.superUrl,
        urls: postgres.urls,
        postgresPid: () => postgres.pid,
      });
    } finally {
      await closeServices(open);
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Watches this process's memory; `peak()` ends it and gives the most that was seen, in MB. */
export function watchMemory(): { peak(): number } {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  return {
    peak: () => {
      clearInterval(timer);
      return Math.max(most, process.memoryUsage.rss()) / 1024 ** 2;
    },
  };
}

/** Seconds that `work` takes, and what it gives. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { seconds: (performance.now() - start) / 1000, value };
}
