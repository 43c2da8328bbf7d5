import { sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { toDecideSql } from '@/lib/pipeline';
import { rareStates, statesOf, type Outcome } from '@/lib/pipeline/vocabulary';
import { invalid } from '@/lib/platform/errors';
import type { TenantId } from '@/lib/platform/ids';
import { foundPage } from './find-recipients';
import type { RecipientList } from './schema';

type Filter = Omit<z.output<typeof RecipientList>, 'cursor' | 'limit'>;

const isRare = (outcome: Outcome): boolean => statesOf(outcome).every((state) => rareStates.includes(state));

/** Who is in few states is found by the index of these. */
const statesSql = (outcome: Outcome): SQL =>
  sql.raw(
    `m.${isRare(outcome) ? 'rare_status' : 'status'} in (${statesOf(outcome)
      .map((state) => `'${state}'`)
      .join(', ')})`,
  );

/** The column that says when this happened first; of nothing that came back: when it was sent. */
function momentOf({ event, machine }: Filter): SQL {
  if (!event) return sql`m.sent_at`;
  return sql`m.${sql.identifier(machine ? `machine_${event}_at` : `${event}_at`)}`;
}

/** The conditions on `pipeline_messages m` for the people behind a number: each filter narrows the others. */
export function recipientsWhere(tenant: string, filter: Filter): SQL[] {
  const { event, machine, link, provider } = filter;
  if (machine && event !== 'opened' && event !== 'clicked')
    throw invalid('machine: only opens and clicks are told apart; give event=opened or event=clicked with it', {
      machine: 'needs the event opened or clicked',
    });
  const where = [sql`m.tenant_id = ${tenant}`, sql`m.source_type = 'campaign'`, sql`m.source_id = ${filter.id}`];
  const moment = momentOf(filter);
  if (filter.outcome) where.push(statesSql(filter.outcome));
  if (filter.reason) where.push(sql`(m.verdict_reason = ${filter.reason} or m.error_code = ${filter.reason})`);
  if (event) where.push(sql`${moment} is not null`);
  // Who was kept apart did it without us: they are listed where they are asked for.
  if (event === 'converted' && !filter.outcome && !filter.heldOut) where.push(sql`m.status <> 'skipped'`);
  if (filter.heldOut) where.push(sql`m.rare_status = 'skipped' and m.verdict_rule = 'holdout'`);
  if (filter.currency)
    where.push(sql`exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${tenant} and l.message_id = m.id and l.event = 'converted'
      and l.metadata->>'currency' = ${filter.currency})`);
  if (filter.since) where.push(sql`${moment} >= ${filter.since}::timestamptz`);
  if (filter.until) where.push(sql`${moment} < ${filter.until}::timestamptz`);
  if (filter.caught)
    where.push(
      statesSql('sent'),
      sql`exists (select 1 from sandbox_messages s where s.tenant_id = ${tenant} and s.message_id = m.id offset 0)`,
    );
  if (filter.undecided) where.push(toDecideSql);
  if (provider) where.push(sql`mail_provider(split_part(m.recipient_address, '@', -1)) = ${provider}`);
  if (filter.variant !== undefined) where.push(sql`m.variant = ${filter.variant}`);
  if (filter.version) where.push(sql`m.template_version_id = ${filter.version}`);
  if (link) {
    const [version = '', position = ''] = link.split(':');
    where.push(sql`m.template_version_id::text = ${version}`);
    where.push(sql`exists (select 1 from pipeline_delivery_logs l where l.tenant_id = ${tenant} and l.message_id = m.id and l.event = 'clicked'
      and l.metadata->>'link' = ${position} and ${machine ? sql`l.machine is not null` : sql`l.machine is null`})`);
  }
  return where;
}

type Paged = Pick<z.output<typeof RecipientList>, 'provider' | 'caught' | 'q' | 'limit'>;

/**
 * One row more than a page of these messages, in the order of their contacts. Few have some providers or were caught, and nothing tells the
 * planner: behind a fence (offset 0) it reads all once instead of looking each up in the order of contacts (8 s of a million).
 */
export function recipientsPage(tenant: TenantId, where: SQL, { provider, caught, q, limit }: Paged): SQL {
  const mine = sql`select m.* from pipeline_messages m where ${where}`;
  const page = (most: number) =>
    sql`select m.* from (${mine} ${provider || caught ? sql`offset 0` : sql``}) m order by m.contact_id limit ${most}`;
  return q ? foundPage({ tenant, q, where, page, limit }) : page(limit + 1);
}
