import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { getImport, importContactsJob, receiveImport } from '../lib/contacts';
import { withTenantTags } from '../lib/platform/db/tenant';
import { startJobRunner } from '../lib/platform/jobs';
import { numberOf } from './lib/args';
import { report } from './lib/report';
import { onStage, timed, watchMemory, type Stage } from './lib/stage';

const header = 'Member ID,First name,Last name,E-mail,Phone,Country,City,Class year,Newsletter,Note\n';
const row = (i: number): string =>
  `M${i},Anna${i % 977},Example${i % 3571},person${i}@example${i % 50}.org,+4930${String(10_000_000 + i).slice(1)},DE,City ${i % 300},${1950 + (i % 70)},${i % 2 ? 'yes' : 'no'},Met at reunion ${i % 40}\n`;

function* csv(rows: number): Generator<Buffer> {
  yield Buffer.from(header);
  for (let from = 0; from < rows; from += 5_000) {
    let text = '';
    for (let i = from; i < Math.min(rows, from + 5_000); i++) text += row(i);
    yield Buffer.from(text);
  }
}

/** The raw limit: one COPY of the same values into a staging table and one upsert into contacts, nothing else kept. */
async function rawUpsert({ ctx, tenant }: Stage, rows: number): Promise<number> {
  function* lines(): Generator<string> {
    for (let from = 0; from < rows; from += 5_000) {
      let text = '';
      for (let i = from; i < Math.min(rows, from + 5_000); i++) {
        text += `M${i}\tAnna${i % 977}\tExample${i % 3571}\tperson${i}@example${i % 50}.org\t+4930${String(10_000_000 + i).slice(1)}\tDE\t{"city": "City ${i % 300}", "class_year": ${1950 + (i % 70)}, "newsletter": ${i % 2 === 1}, "note": "Met at reunion ${i % 40}"}\n`;
      }
      yield text;
    }
  }
  const { seconds } = await timed(() =>
    withTenantTags(ctx, async (sql) => {
      await sql`create temp table staging (external_id text, first_name text, last_name text, email text, phone text, country text, attributes jsonb) on commit drop`;
      await pipeline(Readable.from(lines()), await sql`copy staging from stdin`.writable());
      await sql`
        insert into contacts as c (tenant_id, external_id, email, email_normalized, phone, phone_e164, first_name, last_name, display_name, country, attributes, source)
        select distinct on (email) ${tenant}, external_id, email, email, phone, phone, first_name, last_name, first_name || ' ' || last_name, country, attributes, 'raw' from staging order by email
        on conflict (tenant_id, email_normalized) where deleted_at is null do update set first_name = excluded.first_name, last_name = excluded.last_name, attributes = excluded.attributes
        where (c.first_name, c.last_name, c.attributes) is distinct from (excluded.first_name, excluded.last_name, excluded.attributes)`;
    }),
  );
  return rows / seconds;
}

/** Imports a CSV file of `--rows` (default 1,000,000) through upload and job, beside a bare COPY and upsert of the same rows. */
export async function run(args: string[]): Promise<void> {
  const rows = numberOf(args, 'rows', 1_000_000);
  await onStage(async (stage) => {
    const limit = await rawUpsert(stage, rows);
    // The limit was measured on empty tables; the import begins on empty ones too.
    await stage.services.system.tags`delete from contacts where tenant_id = ${stage.tenant}`;
    await vacuum(stage);
    const memory = watchMemory();
    const upload = await timed(() =>
      receiveImport(stage.ctx, Readable.from(csv(rows)), { consentSource: 'Bench', fileName: 'bench.csv' }),
    );
    const runner = await startJobRunner(stage.services, [importContactsJob], { worker: 'bench' });
    const job = await timed(async () => {
      for (;;) {
        const seen = await getImport(stage.ctx, { id: upload.value.id });
        if (['completed', 'failed', 'cancelled'].includes(seen.status)) return seen;
        await wait(50);
      }
    });
    const peakRssMb = memory.peak();
    await runner.stop();
    const { status, error, rows: counts } = job.value;
    if (status !== 'completed' || counts.created !== rows)
      throw new Error(`The import ended wrong: ${status} ${error ?? ''} ${JSON.stringify(counts)}`);
    report({
      name: 'import',
      figure: rows / job.seconds,
      unit: 'rows/s',
      limit,
      seconds: job.seconds,
      peakRssMb,
      rows,
      uploadSeconds: Math.round(upload.seconds * 100) / 100,
    });
  });
}

async function vacuum({ urls }: Stage): Promise<void> {
  const { bareClient } = await import('../db/client');
  const owner = bareClient(urls.owner);
  await owner.unsafe('vacuum (analyze, index_cleanup on) contacts');
  await owner.end();
}
