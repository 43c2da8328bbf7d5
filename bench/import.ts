import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bareClient } from '../db/client';
import { getImport, receiveImport } from '../lib/contacts';
import { withTenantTags } from '../lib/platform/db/tenant';
import { numberOf } from './lib/args';
import { report } from './lib/report';
import { onStage, timed, type Stage } from './lib/stage';

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

interface Limit {
  /** Rows a second of one COPY into a staging table and one upsert into contacts. */
  contacts: number;
  /** The same, when the identifiers and the consent that a new contact begins with are inserted as well. */
  whole: number;
}

/** The raw limit: the same values in plain statements, with all indexes, checks and row security of the real tables; nothing else kept. */
async function rawLimit({ ctx, tenant }: Stage, rows: number): Promise<Limit> {
  function* lines(): Generator<string> {
    for (let from = 0; from < rows; from += 5_000) {
      let text = '';
      for (let i = from; i < Math.min(rows, from + 5_000); i++) {
        text += `M${i}\tAnna${i % 977}\tExample${i % 3571}\tperson${i}@example${i % 50}.org\t+4930${String(10_000_000 + i).slice(1)}\tDE\t{"city": "City ${i % 300}", "class_year": ${1950 + (i % 70)}, "note": "Met at reunion ${i % 40}"}\n`;
      }
      yield text;
    }
  }
  const upsert = await timed(() =>
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
  const belongings = await timed(() =>
    withTenantTags(ctx, async (sql) => {
      await sql`insert into channel_identifiers (tenant_id, contact_id, channel, identifier, is_primary)
        select ${tenant}, c.id, i.channel, i.identifier, true from contacts c
        cross join lateral (values ('email', c.email_normalized), ('sms', c.phone_e164)) i (channel, identifier) where c.tenant_id = ${tenant}`;
      await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail)
        select ${tenant}, c.id, 'email', 'marketing', true, 'import', 'Bench' from contacts c where c.tenant_id = ${tenant}`;
    }),
  );
  return { contacts: rows / upsert.seconds, whole: rows / (upsert.seconds + belongings.seconds) };
}

/** Starts the importer as a process of its own, as in production; `stop` gives the most memory that it had, in MB. */
async function startImporter(): Promise<{ stop(): Promise<number> }> {
  const child = fork(fileURLToPath(new URL('./lib/importer.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  if (first !== 'ready') throw new Error('The importer did not start.');
  return {
    stop: async () => {
      const answer = once(child, 'message') as Promise<[{ peakRssMb: number }]>;
      child.send('stop');
      return (await answer)[0].peakRssMb;
    },
  };
}

/**
 * Imports a CSV file of `--rows` (default 1,000,000) through upload and job, beside a bare COPY and upsert of the same rows.
 * `limit` and `ratio` are of contacts alone; `limitWhole` and `ratioWhole` of all that the import keeps of a new contact.
 */
export async function run(args: string[]): Promise<void> {
  const rows = numberOf(args, 'rows', 1_000_000);
  await onStage(async (stage) => {
    const limit = await rawLimit(stage, rows);
    // The limit was measured on empty tables; the import begins on empty ones too.
    await empty(stage);
    const upload = await timed(() =>
      receiveImport(stage.ctx, Readable.from(csv(rows)), { consentSource: 'Bench', fileName: 'bench.csv' }),
    );
    const importer = await startImporter();
    const job = await timed(async () => {
      for (;;) {
        const seen = await getImport(stage.ctx, { id: upload.value.id });
        if (['completed', 'failed', 'cancelled'].includes(seen.status)) return seen;
        await wait(100);
      }
    });
    const peakRssMb = await importer.stop();
    const { status, error, rows: counts } = job.value;
    if (status !== 'completed' || counts.created !== rows)
      throw new Error(`The import ended wrong: ${status} ${error ?? ''} ${JSON.stringify(counts)}`);
    report({
      name: 'import',
      figure: rows / job.seconds,
      unit: 'rows/s',
      limit: limit.contacts,
      seconds: job.seconds,
      peakRssMb,
      rows,
      limitWrites: 'contacts in one transaction: no identifiers, consents, facts, counts, row errors',
      limitWhole: Math.round(limit.whole),
      ratioWhole: Math.round((rows / job.seconds / limit.whole) * 1000) / 1000,
      uploadSeconds: Math.round(upload.seconds * 100) / 100,
    });
  });
}

async function empty({ urls }: Stage): Promise<void> {
  const owner = bareClient(urls.owner);
  await owner.unsafe('truncate contacts cascade');
  await owner.unsafe('vacuum (analyze) contacts');
  await owner.end();
}
