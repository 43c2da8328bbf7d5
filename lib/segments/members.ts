import { compileRule } from './compile';
import type { Rule } from './rule';

/** Runs one statement with `$n` parameters, all of them text. */
export type Run = (text: string, params: string[]) => Promise<readonly Record<string, unknown>[]>;

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

/** Makes segment_members what the rule says, in one statement: gone rows deleted, new ones inserted, the rest untouched. */
export async function refreshMembers(
  run: Run,
  { tenant, segmentId, rule, now }: Target,
  empty = false,
): Promise<Change> {
  const own = [tenant, segmentId, now.toISOString()];
  const { text, params } = compileRule(rule, { tenantId: tenant, now, firstParam: own.length + 1 });
  const all = [...own, ...params];
  const insert = (from: string) =>
    `insert into segment_members (tenant_id, segment_id, contact_id, added_at) select $1::text, $2::text::uuid, ${from}`;
  if (empty) {
    const [row] = await run(
      `with fresh as (${insert(`c.id, $3::text::timestamptz from contacts c where ${text}`)} returning 1) select count(*)::int as n from fresh`,
      all,
    );
    const n = Number(row?.['n']);
    return { memberCount: n, added: n, removed: 0 };
  }
  const mine = `s.tenant_id = $1::text and s.segment_id = $2::text::uuid`;
  const [row] = await run(
    `with matched as materialized (select c.id from contacts c where ${text}),
      gone as (delete from segment_members s where ${mine} and not exists (select 1 from matched m where m.id = s.contact_id) returning 1),
      fresh as (${insert(`m.id, $3::text::timestamptz from matched m where not exists (select 1 from segment_members s where ${mine} and s.contact_id = m.id)`)} returning 1)
    select (select count(*) from matched)::int as n, (select count(*) from fresh)::int as added, (select count(*) from gone)::int as removed`,
    all,
  );
  return { memberCount: Number(row?.['n']), added: Number(row?.['added']), removed: Number(row?.['removed']) };
}
