import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { getImport, importContactsJob, receiveImport } from '@/lib/contacts';
import { listJobLogs } from '@/lib/jobs';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { sampleFile } from './sample-file';

const database = await testDatabase();

const worker = `
  import { importContactsJob } from './lib/contacts/index.ts';
  import { startJobRunner } from './lib/platform/jobs/index.ts';
  import { services } from './lib/platform/services.ts';
  await startJobRunner(services(), [importContactsJob], { worker: 'doomed', leaseMs: 1500, pollMs: 300 });
`;

const killedWhen = async (good: () => Promise<boolean>) => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', worker], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (let i = 0; !(await good()); i++) {
      if (i > 6000 || child.exitCode !== null) throw new Error('the worker never came so far');
      await wait(10);
    }
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
};

it('an import whose worker is killed -9 twice in the middle ends with the counts of one that was not', async () => {
  const { ctx, slug } = await testTenant(database);
  const file = sampleFile({ rows: 90_000, bom: true });
  const { id } = await receiveImport(ctx, Readable.from([file.bytes]), { consentSource: 'Sign-up form 2025' });
  const look = () => getImport(ctx, { id });
  await killedWhen(async () => (await look()).rows.total >= 20_000);
  const first = (await look()).rows.total;
  expect(first).toBeLessThan(90_000);
  await killedWhen(async () => (await look()).rows.total > first);
  expect((await look()).rows.total).toBeLessThan(90_000);

  const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'heir', pollMs: 300 });
  while ((await look()).status !== 'completed') await wait(50);
  await runner.stop();
  const done = await look();
  expect(done).toMatchObject({ rows: file.rows, warnings: file.warnings });
  const [stored] = await database.owner.tags`
    select (select count(*)::int from contacts where tenant_id = ${slug}) as contacts, (select count(*)::int from contact_consents where tenant_id = ${slug}) as consents,
      (select sum(jsonb_array_length(payload->'ids'))::int from outbox where tenant_id = ${slug} and type = 'contact.imported') as told,
      (select count(*)::int from contact_import_errors where tenant_id = ${slug} and severity = 'error') as errors`;
  expect(stored).toEqual({
    contacts: file.rows.created,
    consents: file.rows.created,
    told: file.rows.created,
    errors: file.rows.failed,
  });
  const logs = await listJobLogs(ctx, { id: done.jobId ?? '' });
  expect(logs.items.filter((entry) => entry.message.startsWith('Goes on at line'))).not.toHaveLength(0);
}, 240_000);
