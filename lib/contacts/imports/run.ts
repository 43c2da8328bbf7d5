import { z } from 'zod';
import type { TagsTx } from '@/db/client';
import type { Ctx } from '@/lib/platform/context';
import { growing, statisticsFrom } from '@/lib/platform/db/statistics';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { uuidv7 } from '@/lib/platform/ids';
import { defineJob, type JobRun, type UnhappyEnd } from '@/lib/platform/jobs';
import type { ReadPoint } from '../import/format';
import { importMapping } from '../import/mapping';
import { readRows, startOf } from '../import/reader';
import { contactReader } from '../import/row';
import { channels } from '../vocabulary';
import { FileKeys, prepareBatch, type PreparedBatch } from './batch';
import { commitBatch } from './commit';
import { batchRows, planOf, type Plan } from './plan';
import { findImport } from './queries';
import { importJob } from './settings';
import type { Stored } from './store';
import { readUpload } from './upload';

const Payload = z.object({ importId: z.uuid(), consent: z.array(z.enum(channels)) });
/** Where an import stands, beside the two offsets that have columns of their own. */
const Rest = z.object({ width: z.number().int(), oneLineUntil: z.number().int() });

/** Notes the keys of the rows before `until` again, so that a resumed import knows what the file has had. */
async function recallKeys(
  ctx: Ctx,
  { row, format, titles, mapping }: Plan,
  keys: FileKeys,
  until: ReadPoint,
): Promise<void> {
  const wanted = new Set<string>(['email', 'externalId', mapping.key, ...(mapping.key === 'phone' ? ['country'] : [])]);
  const read = contactReader(
    { ...mapping, columns: mapping.columns.filter((column) => wanted.has(column.target)) },
    titles,
  );
  for await (const batch of readRows((offset) => readUpload(ctx, row, offset), format, {
    width: titles.length,
    batchRows,
  })) {
    for (const raw of batch.rows) {
      if (raw.line >= until.line) return;
      const result = read(raw);
      if (result.ok) keys.check(result.contact, raw.line);
    }
  }
}

/**
 * Batches that PostgreSQL stores at a time, while the next is read. The first goes alone: while the planner takes the table for
 * empty, a second one would look its keys up in any index, over all that the first is just adding.
 */
const batchesAtOnce = 2;

async function importRows(job: JobRun, plan: Plan): Promise<void> {
  const { ctx } = job;
  const { row, format, titles } = plan;
  const read = contactReader(plan.mapping, titles, plan.claimed);
  const keys = new FileKeys(plan.mapping.key);
  const start = startOf(format);
  const resume =
    row.byteOffset > 0
      ? { offset: row.byteOffset, line: row.lineOffset, ...Rest.parse(row.format?.['resume']) }
      : undefined;
  if (resume) {
    await job.log('info', `Goes on at line ${resume.line}.`);
    await recallKeys(ctx, plan, keys, resume);
  }
  let from: ReadPoint = resume ?? { ...start, offset: 0 };
  const refresh = growing(ctx, 'people', 0);
  await refresh(0);
  let [done, created] = [row.totalRows, 0];
  const store = async (committed: Promise<Stored>, batch: PreparedBatch): Promise<void> => {
    created += (await committed).created.length;
    done += batch.total;
    job.progress(batch.next.offset, row.fileBytes, `${done.toLocaleString('en')} rows`);
    await refresh(created);
  };
  const atWork: Promise<void>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  try {
    for await (const { rows, next } of readRows((offset) => readUpload(ctx, row, offset), format, {
      ...(resume ? { from: resume } : {}),
      width: titles.length,
      batchRows,
    })) {
      const batch = prepareBatch(rows, { from, next }, read, keys, () => uuidv7(plan.rules.now));
      while (atWork.length >= (created < statisticsFrom ? 1 : batchesAtOnce)) await atWork.shift();
      job.stopIfCancelled();
      const committed = commitBatch(ctx, plan, batch, before);
      const stored = store(committed, batch);
      stored.catch(() => undefined);
      atWork.push(stored);
      before = committed;
      from = next;
    }
    await Promise.all(atWork);
  } finally {
    // Nothing goes on behind the back of a job that ends here.
    await Promise.allSettled(atWork);
  }
  job.stopIfCancelled();
}

/** Ends the import and frees its file. */
async function complete(ctx: Ctx, { rules, row }: Plan): Promise<void> {
  await withTenantTags(ctx, async (sql) => {
    const now = ctx.clock.now();
    await sql`update contact_imports set status = 'completed', byte_offset = ${row.fileBytes}, finished_at = ${now}, error = null where tenant_id = ${rules.tenant} and id = ${rules.importId}`;
    await sql`delete from contact_import_chunks where tenant_id = ${rules.tenant} and import_id = ${rules.importId}`;
  });
}

/** Takes the file away that nobody will read again. A failed import keeps its file for a while, since it may be run again. */
async function onEnd({ tenant, payload, state, now }: UnhappyEnd, sql: TagsTx): Promise<void> {
  if (state !== 'cancelled') return;
  const { importId } = Payload.parse(payload);
  await sql`update contact_imports set status = 'cancelled', finished_at = ${now} where tenant_id = ${tenant} and id = ${importId} and status <> 'completed'`;
  await sql`delete from contact_import_chunks where tenant_id = ${tenant} and import_id = ${importId}`;
}

/** The job behind an import: killed anywhere, its next run goes on behind the last batch that was committed. */
export const importContactsJob = defineJob({
  type: importJob,
  async run(job) {
    const { importId, consent } = Payload.parse(job.payload);
    const row = await withTenant(job.ctx, (tx) => findImport(tx, importId));
    if (row.status === 'completed') return;
    const plan = planOf(job.ctx, row, importMapping.parse(row.mapping), consent);
    plan.rules.actor = row.createdBy ?? plan.rules.actor;
    await importRows(job, plan);
    await complete(job.ctx, plan);
  },
  onEnd,
});
