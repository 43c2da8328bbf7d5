import { bareClient, type Tags } from '../db/client';
import { withSystem } from '../lib/platform/db/system';
import { compileRule } from '../lib/segments/compile';
import { followFacts } from '../lib/segments';
import { fillMembers, refreshMembers, type Run } from '../lib/segments/members';
import { segmentRule } from '../lib/segments/rule';
import { numberOf } from './lib/args';
import { report } from './lib/report';
import { onStage, timed, watchMemory, type Stage } from './lib/stage';

interface Case {
  name: string;
  rule: unknown;
  /** The same, as a person would write it in SQL. */
  plain: string;
}

const donor = `exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
  where m.tenant_id = 'bench' and m.contact_id = c.id and t.name = 'donor')`;
const cases: Case[] = [
  { name: 'everybody', rule: { all: [] }, plain: 'true' },
  {
    name: 'one city',
    rule: { all: [{ field: 'attributes.city', op: 'is', value: 'City 7' }] },
    plain: `c.attributes @> '{"city": "City 7"}'`,
  },
  {
    name: 'class years',
    rule: { all: [{ field: 'attributes.class_year', op: 'between', value: [1980, 1989] }] },
    plain: `case when jsonb_typeof(c.attributes -> 'class_year') = 'number' then (c.attributes ->> 'class_year')::numeric between 1980 and 1989 end`,
  },
  { name: 'tag', rule: { all: [{ field: 'tags', op: 'has_any', value: ['donor'] }] }, plain: donor },
  {
    name: 'nested',
    rule: {
      all: [
        {
          any: [
            { field: 'country', op: 'is', value: 'DE' },
            { field: 'tags', op: 'has_any', value: ['donor'] },
          ],
        },
        { none: [{ field: 'attributes.newsletter', op: 'is', value: true }] },
      ],
    },
    plain: `(c.country = 'DE' or ${donor}) and (c.attributes @> '{"newsletter": true}') is not true`,
  },
];

async function seed(owner: Tags, contacts: number): Promise<void> {
  await owner`insert into contacts (tenant_id, email, email_normalized, first_name, last_name, display_name, country, attributes, source)
    select 'bench', e, e, 'Anna' || i % 977, 'Example' || i % 3571, 'Anna' || i % 977 || ' Example' || i % 3571, case when i % 3 = 0 then 'DE' else 'FR' end,
      jsonb_build_object('city', 'City ' || i % 300, 'class_year', 1950 + i % 70, 'newsletter', i % 2 = 0), 'bench'
    from generate_series(1, ${contacts}::int) i, lateral (select 'person' || i || '@example.org') as a (e)`;
  await owner`insert into attribute_definitions (tenant_id, key, label, data_type) values ('bench', 'city', 'City', 'text'), ('bench', 'class_year', 'Class year', 'number'), ('bench', 'newsletter', 'Newsletter', 'boolean')`;
  const [tag] = await owner<
    { id: string }[]
  >`insert into contact_tags (tenant_id, name) values ('bench', 'donor') returning id`;
  await owner`insert into contact_tag_mapping (tenant_id, contact_id, tag_id) select 'bench', id, ${tag?.id ?? ''} from contacts where tenant_id = 'bench' and hashtext(id::text) % 5 = 0`;
  await owner.unsafe('vacuum (analyze) contacts');
  await owner.unsafe('vacuum (analyze) contact_tag_mapping');
}

async function newSegment(owner: Tags, name: string, rule: unknown): Promise<string> {
  const [row] = await owner<
    { id: string }[]
  >`insert into segments (tenant_id, name, rules) values ('bench', ${name}, ${owner.json(rule as never)}) returning id`;
  return row?.id ?? '';
}

/** Shortest of three, in ms: what the machine can do, not what else it was doing. */
async function best(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 3; i++) least = Math.min(least, (await timed(work)).seconds * 1000);
  return least;
}

const runOn =
  (sql: Pick<Tags, 'unsafe'>): Run =>
  async (text, params) => {
    const rows = await sql.unsafe<Record<string, unknown>[]>(text, params);
    return { rows, count: rows.count };
  };

class Undo extends Error {}
/** Times a write and takes it back, so that the next one finds the same table. */
async function undone(stage: Stage, work: (sql: Tags) => Promise<unknown>): Promise<number> {
  let ms = 0;
  await withSystem(stage.services, async (sql) => {
    ms = (await timed(() => work(sql as unknown as Tags))).seconds * 1000;
    throw new Undo();
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return ms;
}

async function measure(stage: Stage, owner: Tags, { name, rule, plain }: Case) {
  const { tags } = stage.services.system;
  const parsed = segmentRule.parse(rule);
  const { text, params } = compileRule(parsed, { tenantId: 'bench', now: stage.ctx.clock.now() });
  const where = `c.tenant_id = 'bench' and c.deleted_at is null and ${plain}`;
  const segmentId = await newSegment(owner, name, parsed);
  const counted = await Promise.all([
    tags.unsafe<{ n: number }[]>(`select count(*)::int n from contacts c where ${text}`, params),
    tags.unsafe<{ n: number }[]>(`select count(*)::int n from contacts c where ${where}`),
  ]);
  if (counted[0][0]?.n !== counted[1][0]?.n)
    throw new Error(`${name}: ${counted[0][0]?.n} by the rule, ${counted[1][0]?.n} by plain SQL`);
  const target = { tenant: 'bench', segmentId, rule: parsed, now: stage.ctx.clock.now() };
  const fill = (sql: Tags) => fillMembers(runOn(sql), target);
  const plainFill = (sql: Tags) =>
    sql.unsafe(
      `insert into segment_members (tenant_id, segment_id, contact_id) select 'bench', '${segmentId}', c.id from contacts c where ${where}`,
    );
  // By turns, since what is taken back leaves its traces in the table.
  const fills = async () => {
    const least = { plainFillMs: Infinity, fillMs: Infinity };
    for (let i = 0; i < 2; i++) {
      least.fillMs = Math.min(least.fillMs, await undone(stage, fill));
      least.plainFillMs = Math.min(least.plainFillMs, await undone(stage, plainFill));
      // Big ones say enough at the first time.
      if (least.plainFillMs > 3_000) break;
    }
    return least;
  };
  const times = {
    countMs: await best(() => tags.unsafe(`select count(*)::int n from contacts c where ${text}`, params)),
    plainCountMs: await best(() => tags.unsafe(`select count(*)::int n from contacts c where ${where}`)),
    ...(await fills()),
  };
  await withSystem(stage.services, async (sql) => fill(sql as unknown as Tags));
  const againMs = await best(() => withSystem(stage.services, (sql) => refreshMembers(runOn(sql), target)));
  return { name, members: counted[0][0]?.n ?? 0, ...times, againMs, segmentId };
}

const show = (row: Record<string, unknown>): void =>
  console.log(
    Object.entries(row)
      .filter(([key]) => key !== 'segmentId')
      .map(([key, value]) => `${key} ${typeof value === 'number' ? Math.round(value * 10) / 10 : String(value)}`)
      .join('  '),
  );

/** From the change of a contact to its segments showing it, by the same steps as the worker takes. */
async function visibleAfter(stage: Stage): Promise<number> {
  const [contact] = await stage.services.system.tags<{ id: string }[]>`
    update contacts set attributes = attributes || '{"city": "City 7"}' where tenant_id = 'bench' and email_normalized = 'person1@example.org' returning id`;
  const fact = {
    tenant: 'bench',
    type: 'contact.updated',
    entityType: 'contact',
    entityId: contact?.id ?? '',
    payload: {},
  };
  return (await timed(() => followFacts(stage.services, [fact], stage.ctx.clock.now()))).seconds * 1000;
}

/** Counts, fills and refreshes five segments over `--contacts` (default 1,000,000), beside plain SQL written for each; lower is better. */
export async function run(args: string[]): Promise<void> {
  const contacts = numberOf(args, 'contacts', 1_000_000);
  await onStage(async (stage) => {
    const owner = bareClient(stage.urls.owner);
    await seed(owner, contacts);
    const memory = watchMemory();
    const { seconds, value: results } = await timed(async () => {
      const all: Awaited<ReturnType<typeof measure>>[] = [];
      for (const one of cases) {
        const row = await measure(stage, owner, one);
        show(row);
        all.push(row);
      }
      return all;
    });
    const total = (pick: (row: (typeof results)[number]) => number) => results.reduce((sum, row) => sum + pick(row), 0);
    const worst = Math.max(
      ...results.flatMap((row) => [
        row.countMs / Math.max(row.plainCountMs, 1),
        row.fillMs / Math.max(row.plainFillMs, 1),
      ]),
    );
    const visibleMs = await visibleAfter(stage);
    await owner.end();
    report({
      name: 'segment',
      figure: total((r) => r.countMs + r.fillMs),
      unit: 'ms (lower is better)',
      limit: total((r) => r.plainCountMs + r.plainFillMs),
      seconds,
      peakRssMb: memory.peak(),
      contacts,
      worstRatio: Math.round(worst * 1000) / 1000,
      refreshMs: Math.round(total((r) => r.againMs)),
      visibleMs: Math.round(visibleMs),
    });
  });
}
