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

async function idsOf(rule: Group, tenantId: string): Promise<string[]> {
  const { text, params } = compileRule(rule, { tenantId, now: NOW });
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
});
