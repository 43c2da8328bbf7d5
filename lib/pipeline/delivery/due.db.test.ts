import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { withDatabase } from '@/scripts/launcher/postgres';
import { claim, dueLanes } from './claim';
import { renewLease } from './recover';

const database = await testDatabase();
const sql = database.owner.tags;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  Plans?: Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** A connection of the system role, and each node of the plans by which it has read since it was last asked. */
async function explained() {
  let plans: Plan[] = [];
  const tags = postgres(withDatabase(database.superUrl, database.name), {
    max: 1,
    onnotice: ({ message }) => {
      const [, json] = /plan:\s*(\{[\s\S]*\})/.exec(message ?? '') ?? [];
      if (json) plans.push(...nodes((JSON.parse(json) as { Plan: Plan }).Plan));
    },
  });
  onTestFinished(() => tags.end());
  await tags`load 'auto_explain'`;
  await tags.unsafe(`set client_min_messages = log; set auto_explain.log_analyze = on; set auto_explain.log_format = json;
    set auto_explain.log_min_duration = 0; set role ao_system`);
  const taken = () => {
    const all = plans;
    plans = [];
    return all;
  };
  return { tags, taken };
}

it('what is due again is found along the indexes of lanes and of the queue, however much waits for later', async () => {
  const { slug } = await testTenant(database);
  const { id } = await queuedCampaign(database, slug, 3000);
  // Three have come back and are due; the others wait, as do hundreds of lanes.
  await sql`update pipeline_messages set status = 'deferred', due_at = now() + interval '1 hour' where tenant_id = ${slug}`;
  await sql`update pipeline_messages set due_at = now() - interval '1 minute' where tenant_id = ${slug} and id in (select id from pipeline_messages where tenant_id = ${slug} limit 3)`;
  await sql`update pipeline_queue q set due_at = m.due_at from pipeline_messages m where m.tenant_id = q.tenant_id and m.id = q.message_id`;
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, due_at) select ${slug}, gen_random_uuid(), 'campaign', 'email', 'infinity' from generate_series(1, 2000)`;
  await sql.unsafe('vacuum analyze pipeline_lanes, pipeline_queue, pipeline_messages');
  const { tags, taken } = await explained();
  const now = new Date();
  await renewLease(database.services, 'one', new Date(now.getTime() + 60_000));
  taken();

  const [lane, ...others] = await dueLanes(tags, now);
  expect([lane?.id, others]).toEqual([id, []]);
  const lanes = taken().filter((node) => node['Relation Name'] === 'pipeline_lanes');
  expect(lanes.map((node) => node['Node Type'])).not.toContain('Seq Scan');

  const [claimed] = await claim(tags, lane!, 'one', 100, now);
  expect(claimed?.messages).toHaveLength(3);
  const read = taken();
  const queue = read.find((node) => node['Relation Name'] === 'pipeline_queue' && node['Index Name']);
  expect(queue).toMatchObject({
    ...{ 'Node Type': expect.stringMatching(/^Index/), 'Actual Rows': 3 },
    'Index Name': expect.stringMatching(/^pipeline_queue_.*_pk$/),
  });
  expect(
    read.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name']?.startsWith('pipeline_queue')),
  ).toEqual([]);
  expect(
    read.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'pipeline_messages'),
  ).toEqual([]);
});
