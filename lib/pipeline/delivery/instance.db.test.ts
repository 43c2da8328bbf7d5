import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { logger } from '@/lib/platform/log';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { recoverJournals } from './recover';

const server = await holdingServer();
const database = await testDatabase({ SMTP_URL: `${server.url}?connections=2` });
const folder = join(database.dataDir, 'journal');
let worker: ChildProcess | undefined;
afterAll(async () => {
  worker?.kill('SIGKILL');
  await server[Symbol.asyncDispose]();
});
const recover = () => recoverJournals(database.services, folder, 'smtp', new Date(), logger('test'));

describe('an instance in another process', () => {
  it('is left alone while it lives, and settled once it is dead', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 5);
    server.holding = true;
    worker = fork('bench/lib/worker.ts', {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, LOG_LEVEL: 'silent' },
    });
    await until('two messages on the wire', () => server.bodies.length === 2);
    await recover();
    expect(await statesOf(database, campaign)).toEqual({ sending: 5 });
    expect(readdirSync(folder)).toHaveLength(1);
    worker.kill('SIGKILL');
    await new Promise((done) => worker?.once('exit', done));
    await until('its lock to go', async () => {
      await recover();
      return readdirSync(folder).length === 0;
    });
    expect(await statesOf(database, campaign)).toEqual({ uncertain: 2, deferred: 3 });
  }, 60_000);
});
