import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { dropDatabase } from '../lib/testing/drop';
import { createDatabase, withDatabase } from '../scripts/launcher/postgres';
import { bareClient, type Tags } from './client';
import { codeVersion, migrate, rollback } from './migrate';

const { superUrl, template, urls } = inject('postgres');
const made: { name: string; sql: Tags }[] = [];
afterEach(async () => {
  for (const { name, sql } of made.splice(0)) {
    await sql.end({ timeout: 5 });
    await dropDatabase(superUrl, name);
  }
});

async function fresh(from?: string) {
  const name = `ao_migrate_${randomBytes(5).toString('hex')}`;
  await createDatabase(superUrl, name, from);
  const ownerUrl = withDatabase(urls.owner, name);
  const sql = bareClient(ownerUrl);
  made.push({ name, sql });
  return { name, ownerUrl, sql };
}
const shape = async (sql: Tags) =>
  (
    await sql<{ line: string }[]>`
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) as line from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
    union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all select 'policy ' || tablename || ' ' || policyname from pg_policies
    union all select 'function ' || oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace order by 1`
  ).map((row) => row.line);

describe('migrate', () => {
  it('goes up, down to nothing, and up to the same again', async () => {
    const { ownerUrl, sql } = await fresh();
    const { applied, version } = await migrate({ ownerUrl });
    expect([applied.length > 2, version]).toEqual([true, codeVersion()]);
    const before = await shape(sql);
    const reverted: string[] = [];
    for (let name = await rollback({ ownerUrl }); name; name = await rollback({ ownerUrl })) reverted.push(name);
    expect(reverted.reverse()).toEqual(applied);
    const own = await sql<
      { name: string }[]
    >`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and relname not like 'schema%'`;
    expect(own.map((row) => row.name)).toEqual([]);
    expect((await migrate({ ownerUrl })).applied).toEqual(applied);
    expect(await shape(sql)).toEqual(before);
  }, 60_000);

  it('run by two processes at once is done once', async () => {
    const { ownerUrl } = await fresh();
    const [a, b] = await Promise.all([migrate({ ownerUrl }), migrate({ ownerUrl })]);
    expect(Math.min(a.applied.length, b.applied.length)).toBe(0);
    expect(a.applied.length + b.applied.length).toBeGreaterThan(2);
    expect([a.secured, b.secured].filter(Boolean)).toHaveLength(1);
  }, 60_000);

  it('leaves the policies alone when nothing has changed, although a table is in use', async () => {
    const { ownerUrl, sql } = await fresh(template);
    await sql.begin(async (tx) => {
      await tx`lock table contacts in access share mode`;
      expect(await migrate({ ownerUrl })).toMatchObject({ applied: [], secured: false });
    });
    await sql`update schema_security set checksum = 'other'`;
    expect(await migrate({ ownerUrl })).toMatchObject({ applied: [], secured: true });
  }, 60_000);

  it('waits for a table that is in use for a while, and then sets the policies', async () => {
    const { ownerUrl, sql } = await fresh(template);
    await sql`update schema_security set checksum = 'other'`;
    let release = () => undefined as void;
    const released = new Promise<void>((done) => (release = done));
    const holding = sql.begin(async (tx) => {
      await tx`lock table contacts in access share mode`;
      await released;
    });
    const running = migrate({ ownerUrl });
    setTimeout(release, 6_000);
    expect(await running).toMatchObject({ secured: true });
    await holding;
  }, 60_000);

  it('does not make a capacity that counted each domain by itself count all of them together', async () => {
    const { ownerUrl, sql } = await fresh(template);
    while ((await rollback({ ownerUrl })) !== '0015_reviewed');
    await sql`insert into tenants (id, name) values ('t', 'T')`;
    const rule = (name: string, action: Record<string, unknown>, type = 'capacity') => sql`
      insert into compliance_rules (tenant_id, rule_type, name, action) values ('t', ${type}, ${name}, ${sql.json({ messages: 1, seconds: 60, ...action })})`;
    await rule('each domain', { per: 'recipient_provider' });
    await rule('of the whole', { per: 'organisation' });
    await rule('no capacity', { per: 'recipient_provider' }, 'frequency_cap');
    await migrate({ ownerUrl });
    const rows = await sql`select name, action->>'others' as others from compliance_rules order by name`;
    expect(rows.map(({ name, others }) => [name, others])).toEqual([
      ['each domain', 'free'],
      ['no capacity', null],
      ['of the whole', null],
    ]);
  }, 60_000);

  it('takes the names of those who settled messages by hand out of them, and leaves what others say', async () => {
    const { ownerUrl, sql } = await fresh(template);
    while ((await rollback({ ownerUrl })) !== '0024_settled_by_nobody');
    const [id = '', other = ''] = [1, 2].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
    for (const tenant of ['t', 'u']) {
      await sql`insert into tenants (id, name) values (${tenant}, 'T')`;
      await sql`insert into templates (tenant_id, id, name, channel) values (${tenant}, ${id}, 'T', 'email')`;
      await sql`insert into template_versions (tenant_id, id, template_id, version, subject, body_html, body, variables) values (${tenant}, ${id}, ${id}, 1, 's', '', '', '{}')`;
      await sql`insert into contacts (tenant_id, id, display_name) select ${tenant}, id, 'P' from unnest(${[id, other]}::uuid[]) as p(id)`;
      await sql`insert into campaigns (tenant_id, id, name, channel, purpose, template_id, template_version_id) values (${tenant}, ${id}, 'C', 'email', 'marketing', ${id}, ${id})`;
      await sql`insert into pipeline_lanes (tenant_id, id, kind, channel) values (${tenant}, ${id}, 'campaign', 'email')`;
      await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule, error_code, error_message)
        select ${tenant}, w.id, ${id}, 'campaign', ${id}, w.id, 'email', 'failed', 'passed', w.code, w.words
        from unnest(${[id, other]}::uuid[], ${['said_not_sent', '5.1.1']}::text[], ${['Its hand-over had no answer; Ada Own said that it was not sent.', 'No such user Ada']}::text[]) as w(id, code, words)`;
    }
    expect((await migrate({ ownerUrl })).applied).toContain('0024_settled_by_nobody');
    const rows = await sql`select tenant_id, error_message as says from pipeline_messages order by tenant_id, id`;
    expect(rows.map((row) => row['says'] as string)).toEqual(
      ['t', 'u'].flatMap(() => ['Its hand-over had no answer; settled by hand as not sent.', 'No such user Ada']),
    );
  }, 60_000);

  it('gives zones that were renamed their names of today, of people, organisations and segments, and changes nothing else', async () => {
    const { ownerUrl, sql } = await fresh(template);
    while ((await rollback({ ownerUrl })) !== '0026_zones_of_today');
    const ids = ['Asia/Calcutta', 'Europe/Kiev', 'Europe/Berlin', 'Berlin', null].map((zone, n) => ({
      id: `00000000-0000-7000-8000-00000000000${n}`,
      zone,
    }));
    const leaf = (op: string, value?: string | string[]) => ({ field: 'time_zone', op, ...(value && { value }) });
    const name = { field: 'first_name', op: 'is', value: 'Europe/Kiev' };
    const ruleOf = (kyiv: string, kolkata: string) => ({
      all: [
        leaf('is', kyiv),
        { any: [leaf('in', [kolkata, 'Europe/Berlin']), { none: [leaf('is_set'), name] }] },
        { any: [] },
      ],
    });
    const long = new Date('2026-01-02T03:04:05Z');
    const [about = '', other = ''] = ids.map(({ id }) => id);
    for (const tenant of ['t', 'u']) {
      await sql`insert into tenants (id, name, time_zone) values (${tenant}, 'T', ${tenant === 't' ? 'Asia/Calcutta' : 'Europe/London'})`;
      await sql`insert into contacts (tenant_id, id, display_name, time_zone, updated_at) select ${tenant}, p.id, 'P', p.zone, ${long}
        from unnest(${ids.map(({ id }) => id)}::uuid[], ${ids.map(({ zone }) => zone)}::text[]) as p(id, zone)`;
      await sql`insert into segments (tenant_id, id, name, rules) values (${tenant}, ${about}, 'About', ${sql.json(ruleOf('Europe/Kiev', 'Asia/Calcutta'))}),
        (${tenant}, ${other}, 'Other', ${sql.json({ all: [name] })})`;
      await sql`insert into segment_rules (tenant_id, segment_id, path, group_index, field, operator, value) values
        (${tenant}, ${about}, 'all.0', 0, 'time_zone', 'is', ${sql.json('Europe/Kiev')}), (${tenant}, ${about}, 'all.1.any.0', 1, 'time_zone', 'in', ${sql.json(['Asia/Calcutta', 'Europe/Berlin'])}),
        (${tenant}, ${about}, 'all.1.any.1.none.0', 2, 'time_zone', 'is_set', null), (${tenant}, ${other}, 'all.0', 0, 'first_name', 'is', ${sql.json('Europe/Kiev')})`;
    }
    expect((await migrate({ ownerUrl })).applied).toContain('0026_zones_of_today');
    const zones = ['Asia/Kolkata', 'Europe/Kyiv', 'Europe/Berlin', 'Berlin', null];
    const people =
      await sql`select time_zone as zone, version::int, updated_at as at from contacts order by tenant_id, id`;
    expect([...people]).toEqual([...zones, ...zones].map((zone) => ({ zone, version: 1, at: long })));
    const homes = await sql`select time_zone as zone from tenants order by id`;
    expect(homes.map(({ zone }) => zone as string)).toEqual(['Asia/Kolkata', 'Europe/London']);
    const segments = await sql`select rules, stale_at is not null as stale from segments order by tenant_id, id`;
    const asked = [
      { rules: ruleOf('Europe/Kyiv', 'Asia/Kolkata'), stale: true },
      { rules: { all: [name] }, stale: false },
    ];
    expect([...segments]).toEqual([...asked, ...asked]);
    const leaves = await sql`select value from segment_rules order by tenant_id, segment_id, path`;
    const values = ['Europe/Kyiv', ['Asia/Kolkata', 'Europe/Berlin'], null, 'Europe/Kiev'];
    expect(leaves.map(({ value }) => value as unknown)).toEqual([...values, ...values]);
    expect(await sql`select 1 from outbox union all select 1 from contact_timeline_events`).toHaveLength(0);
    await sql`update contacts set first_name = 'A'`;
    expect(await sql`select 1 from contacts where updated_at = ${long}`).toHaveLength(0);
  }, 60_000);

  it('takes what waits and what a worker holds into the queue, and back', async () => {
    const { ownerUrl, sql } = await fresh(template);
    while ((await rollback({ ownerUrl })) !== '0016_queue');
    const [a = '', b = '', c = ''] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
    await sql`insert into tenants (id, name) values ('t', 'T')`;
    await sql`insert into contacts (tenant_id, id, display_name) select 't', id, 'P' from unnest(${[a, b, c]}::uuid[]) as p(id)`;
    await sql`insert into pipeline_lanes (tenant_id, id, kind, channel) values ('t', ${a}, 'campaign', 'email')`;
    await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule, attempts, lease_by, lease_until)
      select 't', w.id, ${a}, 'campaign', ${a}, w.id, 'email', w.status, 'passed', w.attempts, w.lease, case when w.lease is not null then timestamptz '2026-01-02' end
      from unnest(${[a, b, c]}::uuid[], ${['deferred', 'sending', 'sent']}::text[], ${[1, 2, 1]}::int[], ${[null, 'one', null]}::text[]) as w(id, status, attempts, lease)`;
    await migrate({ ownerUrl });
    const queued = await sql`
      select m.status, m.attempts, w.name from (
        select message_id as id, due_at as due, null::int as worker_id from pipeline_queue
        union all select t.id, t.due, c.worker_id from pipeline_claims c cross join unnest(c.messages, c.dues) as t (id, due)) as q
      join pipeline_messages m on m.id = q.id and m.due_at = q.due left join pipeline_workers w on w.id = q.worker_id order by m.id`;
    expect([...queued]).toEqual([
      { status: 'deferred', attempts: 1, name: null },
      { status: 'queued', attempts: 1, name: 'one' },
    ]);
    while ((await rollback({ ownerUrl })) !== '0016_queue');
    const back =
      await sql`select status, attempts, lease_by, lease_until is not null as lease from pipeline_messages order by id`;
    expect([...back]).toEqual([
      { status: 'deferred', attempts: 1, lease_by: null, lease: false },
      { status: 'sending', attempts: 2, lease_by: 'one', lease: true },
      { status: 'sent', attempts: 1, lease_by: null, lease: false },
    ]);
  }, 60_000);

  it('refuses a migration that was changed after it had been applied', async () => {
    const { ownerUrl, sql } = await fresh(template);
    await sql`update schema_migrations set checksum = 'x' where name like '0001%'`;
    await expect(migrate({ ownerUrl })).rejects.toThrow(/0001_tables was changed after it had been applied/);
  });

  it('refuses a database of a newer version, and one that stopped half-way', async () => {
    const { ownerUrl, sql } = await fresh(template);
    await sql`insert into schema_migrations (name, checksum) values ('9999_future', 'x')`;
    await expect(migrate({ ownerUrl })).rejects.toThrow(
      /9999_future, which this version of AlumOutreach does not know/,
    );
    await sql`delete from schema_migrations where name = '9999_future'`;
    await sql`update schema_migrations set state = 'started' where name like '0002%'`;
    await expect(migrate({ ownerUrl })).rejects.toThrow(/stopped half-way/);
  });

  it('refuses a superuser, who would own what it makes', async () => {
    const { name } = await fresh();
    await expect(migrate({ ownerUrl: withDatabase(superUrl, name) })).rejects.toThrow(/superuser/);
  });
});
