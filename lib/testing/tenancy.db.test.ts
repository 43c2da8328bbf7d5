import { beforeAll, describe, expect, it } from 'vitest';
import { launchCampaign, planCampaign } from '@/lib/campaigns';
import { startDelivery } from '@/lib/pipeline';
import { DomainError } from '@/lib/platform/errors';
import { startJobRunner } from '@/lib/platform/jobs';
import { verbs } from '@/lib/registry';
import { testDatabase } from './database';
import { draft, people } from './outreach';
import { inputSchema, sampleOf } from './sample';
import { testTenant, type TestTenant } from './tenant';
import { until } from './wait';

const database = await testDatabase();
const sql = database.owner.tags;
let a: TestTenant;
let b: TestTenant;
let idsOfA: string[] = [];

interface Table {
  name: string;
  tenant: boolean;
  enabled: boolean;
  forced: boolean;
  policies: string[];
  key: string[];
}
const tables = async () => sql<Table[]>`
  select c.relname as name, exists (select 1 from pg_attribute x where x.attrelid = c.oid and x.attname = 'tenant_id') as tenant, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    array(select polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies,
    array(select x.attname::text from pg_index i join unnest(i.indkey) with ordinality k(n, o) on true join pg_attribute x on x.attrelid = c.oid and x.attnum = k.n where i.indrelid = c.oid and i.indisprimary order by k.o) as key
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;

/** Every row of a tenant, table by table, as one text: two equal texts mean that nothing changed. */
async function stateOf(tenant: string): Promise<string> {
  const parts: string[] = [];
  for (const table of (await tables()).filter((t) => t.tenant)) {
    const [row] = await sql<
      { digest: string | null }[]
    >`select md5(string_agg(t::text, '|' order by t::text)) as digest from ${sql(table.name)} t where tenant_id = ${tenant}`;
    parts.push(`${table.name} ${row?.digest ?? ''}`);
  }
  return parts.join('\n');
}

beforeAll(async () => {
  [a, b] = await Promise.all([testTenant(database), testTenant(database)]);
  await people(a.ctx, 3);
  await people(b.ctx, 1);
  const runner = await startJobRunner(database.services, [planCampaign], { worker: 'tenancy' });
  const delivery = await startDelivery(database.services);
  await launchCampaign(a.ctx, { id: await draft(a.ctx) });
  await until(
    'the campaign of A to end',
    async () => (await sql`select 1 from campaigns where tenant_id = ${a.slug} and status = 'completed'`).length > 0,
  );
  await delivery.stop();
  await runner.stop();
  const found: string[] = [];
  for (const table of (await tables()).filter((t) => t.tenant && t.key.includes('id'))) {
    found.push(
      ...(await sql<{ id: string }[]>`select id::text from ${sql(table.name)} where tenant_id = ${a.slug} limit 3`).map(
        (r) => r.id,
      ),
    );
  }
  idsOfA = [...new Set(found)].filter((id) => !id.startsWith('00000000'));
}, 60_000);

describe('the catalogue', () => {
  it('has row security enabled and forced, with both policies, on every tenant table and partition, and the tenant first in its key', async () => {
    for (const table of (await tables()).filter((t) => t.tenant)) {
      expect(table, table.name).toMatchObject({ enabled: true, forced: true, policies: ['p_all', 'p_app'] });
      expect(table.key[0], table.name).toBe('tenant_id');
    }
  });

  it('lets no foreign key between tenant tables forget the tenant', async () => {
    const rows = await sql<{ name: string; ok: boolean }[]>`
      select k.conname as name, exists (select 1 from unnest(k.conkey) n join pg_attribute x on x.attrelid = k.conrelid and x.attnum = n where x.attname = 'tenant_id') as ok
      from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace
        and exists (select 1 from pg_attribute x where x.attrelid = k.conrelid and x.attname = 'tenant_id') and exists (select 1 from pg_attribute x where x.attrelid = k.confrelid and x.attname = 'tenant_id')`;
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((r) => !r.ok)).toEqual([]);
  });

  it('gives the app role no right on a global table, and its views run as their caller', async () => {
    const rights =
      await sql`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select 1 from pg_attribute x where x.attrelid = c.oid and x.attname = 'tenant_id') and has_table_privilege('ao_app', c.oid, 'select, insert, update, delete')`;
    expect([...rights]).toEqual([]);
    const views = await sql<
      { relname: string; reloptions: string[] | null }[]
    >`select relname, reloptions from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace`;
    for (const view of views) expect(view.reloptions, view.relname).toContain('security_invoker=true');
    const roles =
      await sql`select rolname from pg_roles where rolname in ('ao_app', 'ao_system', 'ao_owner') and (rolsuper or rolbypassrls)`;
    expect([...roles]).toEqual([]);
  });

  it('shows the app role nothing without a tenant, and only its own rows with one', async () => {
    const app = database.services.app.tags;
    let filled = 0;
    for (const { name } of (await tables()).filter((t) => t.tenant)) {
      expect(await app`select 1 from ${app(name)} limit 1`, name).toHaveLength(0);
      const foreign = await app.begin(async (tx) => {
        await tx`select set_config('app.tenant_id', ${b.slug}, true)`;
        return tx`select 1 from ${tx(name)} where tenant_id = ${a.slug} limit 1`;
      });
      expect(foreign, name).toHaveLength(0);
      if ((await sql`select 1 from ${sql(name)} where tenant_id = ${a.slug} limit 1`).length) filled++;
    }
    expect(filled).toBeGreaterThan(15);
  });
});

describe('every registered verb', () => {
  it('reaches nothing of another tenant, whichever of its ids is given', async () => {
    const before = await stateOf(a.slug);
    let calls = 0;
    for (const verb of verbs) {
      const schema = inputSchema(verb.def.input);
      const candidates = JSON.stringify(schema).includes('"uuid"') ? idsOfA : [''];
      for (const id of candidates) {
        const input = sampleOf(schema, () => id);
        calls++;
        try {
          const output = JSON.stringify(await verb(b.ctx, input));
          const leaked = idsOfA.filter((known) => output.includes(known) && !JSON.stringify(input).includes(known));
          expect({ verb: verb.def.name, leaked, slug: output.includes(a.slug) }).toEqual({
            verb: verb.def.name,
            leaked: [],
            slug: false,
          });
        } catch (error) {
          if (!(error instanceof DomainError))
            throw new Error(`${verb.def.name} failed otherwise than by a DomainError: ${(error as Error).message}`, {
              cause: error,
            });
        }
      }
    }
    expect(calls).toBeGreaterThan(verbs.length);
    expect(await stateOf(a.slug)).toBe(before);
  }, 120_000);

  it('refuses who is not signed in, and a command refuses a reader, before it looks at the input', async () => {
    for (const verb of verbs) {
      await expect(verb(b.asPublic(), {}), verb.def.name).rejects.toMatchObject({ code: 'unauthenticated' });
      if (verb.kind === 'command' && verb.def.access !== 'any' && !verb.def.access.endsWith(':read'))
        await expect(verb(b.as([]), {}), verb.def.name).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
