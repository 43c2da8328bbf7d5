import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from '@/db/client';
import { startInstallation } from '@/lib/testing/installation';
import { readRuntime, type Runtime } from '../scripts/launcher/runtime-file';
import { numberOf } from './lib/args';
import { report } from './lib/report';

/** Requests at the full rate before measuring: the server's code is compiled by then. */
const warmUp = 3_000;

async function seed(
  { databaseSystemUrl, databaseOwnerUrl }: Runtime,
  tenant: string,
  contacts: number,
): Promise<{ id: string; name: string }[]> {
  const connection = connect(databaseSystemUrl, { max: 2 });
  const sql = connection.tags;
  for (let from = 0; from < contacts; from += 100_000) {
    await sql`insert into contacts (tenant_id, email, email_normalized, first_name, last_name, display_name, attributes)
      select ${tenant}, 'p' || i || '@example.org', 'p' || i || '@example.org', 'First' || i % 5000, 'Last' || i % 30011, 'First' || i % 5000 || ' Last' || i % 30011, jsonb_build_object('class_year', 1990 + i % 30)
      from generate_series(${from}::int, ${Math.min(contacts, from + 100_000) - 1}::int) i`;
  }
  await sql`select refresh_contact_statistics()`;
  // What PostgreSQL does by itself in the minutes after a load: reads are measured as they are every day.
  const owner = connect(databaseOwnerUrl, { max: 1 });
  await owner.tags`vacuum analyze contacts`;
  await owner.close();
  const sample = await sql<
    { id: string; name: string }[]
  >`select id, last_name as name from contacts where tenant_id = ${tenant} limit 500`;
  await connection.close();
  return [...sample];
}

interface Paced {
  /** Milliseconds of each request in the order they were due, and sorted. */
  all: number[];
  times: number[];
  failed: number;
}

/** Sends requests evenly, whether or not earlier ones have been answered; each one's time in ms, and how many failed. */
async function paced(
  rate: number,
  seconds: number,
  next: (i: number) => { url: string; headers: Record<string, string> },
): Promise<Paced> {
  const all: number[] = [];
  let failed = 0;
  const open: Promise<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const due = start + (i * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((done) => setTimeout(done, wait));
    const { url, headers } = next(i);
    // From when it was due, not from when it was sent: a slow server cannot hide behind a slow client.
    open.push(
      fetch(url, { headers })
        .then((response) => response.arrayBuffer().then(() => response.ok))
        .catch(() => false)
        .then((isAnswered) => {
          // One that failed counts with the time that it took, so that an overload cannot look fast.
          all[i] = performance.now() - due;
          if (!isAnswered) failed += 1;
        }),
    );
  }
  await Promise.all(open);
  return { all, times: all.toSorted((a, b) => a - b), failed };
}

const at = (sorted: number[], share: number) =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

/** Reads of the API at N contacts, 200 a second evenly paced, beside a bare node server at the same pace. */
export async function run(args: string[]): Promise<void> {
  const contacts = numberOf(args, 'contacts', 1_000_000);
  const rate = numberOf(args, 'rate', 200);
  const seconds = numberOf(args, 'seconds', 30);
  const bare = createServer((_, response) => response.end('{}'));
  await new Promise<void>((done) => bare.listen(0, '127.0.0.1', done));
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
  const installation = await startInstallation({ API_RATE_PER_MINUTE: '1000000' });
  try {
    const api = await installation.tenant('bench');
    const runtime = readRuntime(join(installation.dataDir));
    if (!runtime) throw new Error('The installation left no runtime file.');
    const sample = await seed(runtime, 'bench', contacts);
    const headers = { authorization: `Bearer ${api.key}` };
    const pick = (i: number) => sample[i % sample.length] ?? { id: '', name: '' };
    const reads = [
      (i: number) => `/contacts/${pick(i).id}`,
      () => '/contacts?limit=50',
      (i: number) => `/contacts?limit=20&q=${pick(i).name}`,
      (i: number) => `/contacts/${pick(i).id}/timeline`,
    ];
    const next = (i: number) => ({ url: `${api.url}/api/v1${(reads[i % reads.length] ?? (() => ''))(i)}`, headers });
    await paced(rate, warmUp / rate, next);
    const { times: limit } = await paced(rate, Math.min(10, seconds), () => ({ url: bareUrl, headers: {} }));
    const { all, times, failed } = await paced(rate, seconds, next);
    const slowest = (kind: number) =>
      at(
        all.filter((_, i) => i % reads.length === kind).toSorted((a, b) => a - b),
        0.99,
      );
    report({
      name: 'api',
      figure: at(times, 0.99),
      unit: 'ms p99',
      limit: at(limit, 0.99),
      seconds,
      peakRssMb: process.resourceUsage().maxRSS / 1024,
      contacts,
      rate,
      requests: times.length,
      failed,
      p50: at(times, 0.5),
      p95: at(times, 0.95),
      p99: at(times, 0.99),
      max: at(times, 1),
      p99Contact: slowest(0),
      p99List: slowest(1),
      p99Search: slowest(2),
      p99Timeline: slowest(3),
    });
  } finally {
    await installation.stop();
    bare.close();
  }
}
