import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '@/db/client';
import { testDatabase } from '@/lib/testing/database';
import { insertPeople, NOW, rules, sample, uuid } from '@/lib/testing/rules';
import { testTenant } from '@/lib/testing/tenant';
import { compileRule } from './compile';
import { matchesRule } from './matches';
import type { Group } from './rule';
import { segmentRule } from './rule';

const database = await testDatabase();
const system = connect(database.urls.system, { max: 1, name: 'ao-test-system' });
afterAll(() => system.close());

async function idsOf(rule: Group, tenantId: string, few = false): Promise<string[]> {
  const { text, params } = compileRule(rule, { tenantId, now: NOW, few });
  const rows = await system.tags.unsafe<{ id: string }[]>(
    `select c.id from contacts c where ${text} order by c.id`,
    params,
  );
  return rows.map((row) => row.id);
}

describe('the SQL of a rule', () => {
  let tenant = '';
  beforeAll(async () => {
    tenant = (await testTenant(database)).slug;
    const other = (await testTenant(database)).slug;
    await insertPeople(database.owner.tags, tenant, 1);
    await insertPeople(database.owner.tags, other, 101);
    await database.owner.tags`update contacts set deleted_at = now() where tenant_id = ${tenant} and id = ${uuid(60)}`;
  });

  it('finds exactly the people for whom the rule holds, of this tenant alone, and none who is deleted', async () => {
    await fc.assert(
      fc.asyncProperty(rules, async (input) => {
        const rule = segmentRule.parse(input);
        const expected = sample.flatMap((person, i) => (i < 59 && matchesRule(rule, person, NOW) ? [uuid(1 + i)] : []));
        expect(await idsOf(rule, tenant)).toEqual(expected);
        expect(await idsOf(rule, tenant, true)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  }, 120_000);

  it('finds everybody by {"all": []} and nobody by {"any": []}', async () => {
    expect(await idsOf({ all: [] }, tenant)).toHaveLength(59);
    expect(await idsOf({ none: [] }, tenant)).toHaveLength(59);
    expect(await idsOf({ any: [] }, tenant)).toEqual([]);
  });

  it('can use the index on attributes for an exact value', async () => {
    const { text, params } = compileRule(segmentRule.parse({ field: 'attributes.k', op: 'is', value: 'Köln' }), {
      tenantId: tenant,
      now: NOW,
    });
    const plan = await system.tags.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      return tx.unsafe<Record<string, string>[]>(`explain select 1 from contacts c where ${text}`, params);
    });
    expect(plan.map((row) => Object.values(row)[0]).join('\n')).toContain('attributes @>');
  });

  it('looks up what a few people said, and reads nobody else', async () => {
    const { slug } = await testTenant(database);
    const sql = database.owner.tags;
    const topics = Array.from({ length: 3 }, (_, i) => uuid(7000 + i));
    for (const id of topics) await sql`insert into topics (tenant_id, id, name) values (${slug}, ${id}, ${id})`;
    await sql`insert into contacts (tenant_id, id, display_name) select ${slug}, md5('c' || i)::uuid, 'P' from generate_series(1, 5000) i`;
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, occurred_at)
      select ${slug}, md5('c' || i)::uuid, 'email', case when t is null then 'marketing' else 'topic' end, t, i % 3 > 0, 'form', now()
      from generate_series(1, 5000) i cross join unnest(array[null, ${topics[0]!}, ${topics[1]!}]::uuid[]) t`;
    await sql.unsafe('vacuum analyze contacts, contact_consents');
    const [one] = await sql<{ id: string }[]>`select id from contacts where tenant_id = ${slug} order by id limit 1`;
    for (const leaf of [
      { field: 'consent.email.marketing', op: 'granted' },
      { field: 'consent.email.marketing', op: 'is_not_set' },
      ...['granted', 'left', 'never_asked'].map((op) => ({ field: 'topic.email', op, value: topics })),
    ]) {
      const rule = segmentRule.parse(leaf);
      const { text, params } = compileRule(rule, { tenantId: slug, now: NOW, few: true });
      const ask = `select c.id from contacts c where c.id = any(array(select x::uuid from jsonb_array_elements_text($${params.length + 1}::text::jsonb) x)) and ${text}`;
      const plan = await system.tags.unsafe<Record<string, string>[]>(`explain (analyze, format json) ${ask}`, [
        ...params,
        JSON.stringify([one!.id]),
      ]);
      const read = [
        ...JSON.stringify(plan).matchAll(
          /"Relation Name":"contact_consents".*?"Actual Rows":([\d.]+),"Actual Loops":([\d.]+)/g,
        ),
      ];
      const rows = read.reduce((sum, [, each, loops]) => sum + Number(each) * Number(loops), 0);
      expect([JSON.stringify(leaf), read.length > 0, rows < 50]).toEqual([JSON.stringify(leaf), true, true]);
    }
  });
});
