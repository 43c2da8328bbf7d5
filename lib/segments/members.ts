import { compileRule } from './compile';
import type { Rule } from './rule';

/** Runs one statement with `$n` parameters, all of them text; `count` is how many rows it wrote or read. */
export type Run = (
  text: string,
  params: string[],
) => Promise<{ rows: readonly Record<string, unknown>[]; count: number }>;

export interface Target {
  tenant: string;
  segmentId: string;
  rule: Rule;
  now: Date;
}

export interface Change {
  memberCount: number;
  added: number;
  removed: number;
}

const insertInto =
  'insert into segment_members (tenant_id, segment_id, contact_id, added_at) select $1::text, $2::text::uuid,';
const mine = 's.tenant_id = $1::text and s.segment_id = $2::text::uuid';

/** Fills a segment that has no members yet. */
export async function fillMembers(run: Run, { tenant, segmentId, rule, now }: Target): Promise<Change> {
  const own = [tenant, segmentId, now.toISOString()];
  const { text, params } = compileRule(rule, { tenantId: tenant, now, firstParam: own.length + 1 });
  const { count } = await run(`${insertInto} c.id, $3::text::timestamptz from contacts c where ${text}`, [
    ...own,
    ...params,
  ]);
  return { memberCount: count, added: count, removed: 0 };
}

/**
 * The difference between rule and members, written in one statement: gone rows deleted, new ones inserted, the rest untouched.
 * By EXCEPT, which hashes, and by key: joins of lists without statistics were planned as nested loops (20,000 people took minutes).
 */
const difference = (matching: string, among: string, answer: string) => `
  with matched as materialized (select c.id from contacts c where ${matching}),
    had as materialized (select s.contact_id from segment_members s where ${mine} ${among}),
    gone as (delete from segment_members s
      where ${mine} and s.contact_id = any(array(select contact_id from had except select id from matched)) returning s.contact_id),
    fresh as (${insertInto} d.id, $3::text::timestamptz from (select id from matched except select contact_id from had) d returning contact_id)
  select (select count(*) from fresh)::int as added, (select count(*) from gone)::int as removed, ${answer}`;

/** Makes segment_members what the rule says. */
export async function refreshMembers(run: Run, { tenant, segmentId, rule, now }: Target): Promise<Change> {
  const own = [tenant, segmentId, now.toISOString()];
  const { text, params } = compileRule(rule, { tenantId: tenant, now, firstParam: own.length + 1 });
  const { rows } = await run(difference(text, '', '(select count(*) from matched)::int as n'), [...own, ...params]);
  const [row] = rows;
  return { memberCount: Number(row?.['n']), added: Number(row?.['added']), removed: Number(row?.['removed']) };
}

/** The same for these contacts alone; answers who came or went. */
export async function refreshSome(
  run: Run,
  { tenant, segmentId, rule, now }: Target,
  contactIds: readonly string[],
): Promise<{ added: number; removed: number; changed: string[] }> {
  const own = [tenant, segmentId, now.toISOString(), JSON.stringify(contactIds)];
  const { text, params } = compileRule(rule, { tenantId: tenant, now, firstParam: own.length + 1, few: true });
  const ids = '(array(select x::uuid from jsonb_array_elements_text($4::text::jsonb) x))';
  const who =
    "coalesce((select jsonb_agg(contact_id) from (select contact_id from gone union all select contact_id from fresh) w), '[]') as changed";
  const { rows } = await run(difference(`c.id = any${ids} and ${text}`, `and s.contact_id = any${ids}`, who), [
    ...own,
    ...params,
  ]);
  const [row] = rows;
  return {
    added: Number(row?.['added']),
    removed: Number(row?.['removed']),
    changed: (row?.['changed'] ?? []) as string[],
  };
}
