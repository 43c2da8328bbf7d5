import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cancelImport, getImport, importContactsJob, receiveImport, startImport } from '@/lib/contacts';
import { cancelJob, retryJob } from '@/lib/jobs';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { cleanImportFiles } from './imports';

const database = await testDatabase();
const sql = database.owner.tags;
const day = 24 * 3_600_000;
const upload = (ctx: Ctx, hold = false) =>
  receiveImport(ctx, Readable.from([Buffer.from('email\na@example.org\n')]) as AsyncIterable<Uint8Array>, {
    consentSource: 'Form',
    ...(hold ? { hold: 'true' } : {}),
  });
const chunks = async (tenant: string) =>
  (await sql`select 1 from contact_import_chunks where tenant_id = ${tenant}`).length;
const later = (days: number) => new Date(Date.now() + days * day);
const end = (tenant: string, state: string) =>
  sql`update jobs set state = ${state}, finished_at = now() where tenant_id = ${tenant}`;

describe('the file of an import', () => {
  it('is deleted at once when a waiting import is cancelled', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await upload(ctx);
    expect(await chunks(slug)).toBe(1);
    expect(await cancelImport(ctx, { id })).toMatchObject({ status: 'cancelled' });
    expect(await chunks(slug)).toBe(0);
  });

  it('is deleted at once when a running import is cancelled, and running that again is refused', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await upload(ctx);
    // Cancelled between being claimed and its first batch, as a person would who is quick.
    await sql`update jobs set state = 'running', lease_by = 'other', lease_until = now() + interval '2 seconds', attempts = 1 where tenant_id = ${slug}`;
    await cancelImport(ctx, { id });
    const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 200 });
    await until('the end', async () => (await getImport(ctx, { id })).status === 'cancelled');
    expect(await chunks(slug)).toBe(0);
    const [job] = await sql<{ id: string }[]>`select id from jobs where tenant_id = ${slug}`;
    await retryJob(ctx, { id: job?.id ?? '' });
    const failed = await until('the refusal', async () => {
      const [row] = await sql<
        { error: string }[]
      >`select error from jobs where tenant_id = ${slug} and state = 'failed'`;
      return row;
    });
    expect(failed.error).toContain('Upload it again');
    await runner.stop();
  });

  it('goes with the next round when its job was cancelled by itself', async () => {
    const { ctx, slug } = await testTenant(database);
    await upload(ctx);
    const [job] = await sql<{ id: string }[]>`select id from jobs where tenant_id = ${slug}`;
    await cancelJob(ctx, { id: job?.id ?? '' });
    await cleanImportFiles(database.services, new Date());
    expect(await chunks(slug)).toBe(0);
  });

  it('of a failed or dead import is kept for seven days, of one that waits for as long as it waits', async () => {
    const [failed, dead, waiting] = [
      await testTenant(database),
      await testTenant(database),
      await testTenant(database),
    ];
    for (const { ctx } of [failed, dead, waiting]) await upload(ctx);
    await end(failed.slug, 'failed');
    await end(dead.slug, 'dead');
    const left = async () => [await chunks(failed.slug), await chunks(dead.slug), await chunks(waiting.slug)];
    await cleanImportFiles(database.services, later(6.9));
    expect(await left()).toEqual([1, 1, 1]);
    await cleanImportFiles(database.services, later(7.1));
    expect(await left()).toEqual([0, 0, 1]);
  });

  it('that nobody started is kept for a day, and then says so', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await upload(ctx, true);
    await cleanImportFiles(database.services, later(0.9));
    expect(await chunks(slug)).toBe(1);
    await cleanImportFiles(database.services, later(1.1));
    expect(await chunks(slug)).toBe(0);
    expect(await getImport(ctx, { id })).toMatchObject({
      status: 'cancelled',
      error: expect.stringContaining('Upload it again'),
    });
    await expect(startImport(ctx, { id, mapping: { columns: [] } } as never)).rejects.toBeDefined();
  });
});
