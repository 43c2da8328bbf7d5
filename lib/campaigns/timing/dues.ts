import type { Tags, TagsTx } from '@/db/client';
import { inHands, type Assignment, type Recipient } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import type { CampaignRow } from '../queries';
import type { LocalPastRule } from '../vocabulary';
import { Spreader } from './spread';
import { zoneFor, type Whereabouts } from '@/lib/platform/person-zone';
import { wallOf } from '@/lib/platform/zones';
import { localDues } from './zones';

/** When a contact's message is due, and how it gets its slot; who `waits` for a winner takes none yet. */
type DueAt = (contactId: string, waits: boolean) => Pick<Assignment, 'dueAt' | 'slot'>;
export type DueBatch = (sql: Tags | TagsTx, recipients: readonly Recipient[]) => Promise<DueAt>;

/** The hour that is meant everywhere, as the clock on the wall shows it in the tenant's time zone. */
export const wallOfCampaign = (campaign: CampaignRow, timeZone: string): number =>
  wallOf((campaign.scheduledAt ?? campaign.startedAt ?? campaign.createdAt).getTime(), timeZone);

/** When people get it by where they are; computed once for a zone. Of whom nothing is known, it is the tenant's. */
export function localTimes(ctx: Ctx, campaign: CampaignRow): (person: Whereabouts | null) => number {
  const wall = wallOfCampaign(campaign, ctx.timeZone);
  const from = (campaign.startedAt ?? ctx.clock.now()).getTime();
  const known = new Map<string, number>();
  return (person) => {
    const zone = person ? zoneFor(person, ctx.timeZone) : ctx.timeZone;
    const before = known.get(zone);
    if (before !== undefined) return before;
    const due = localDues(wall, [zone], from, campaign.localPast as LocalPastRule).get(zone) ?? from;
    known.set(zone, due);
    return due;
  };
}

/** Whoever hands out slots of a campaign does so on one grid, which begins with it: a slot that was used up stays used up. */
export const gridOf = ({ startedAt }: Pick<CampaignRow, 'startedAt'>, perHour: number, now: Date): Spreader =>
  new Spreader((startedAt ?? now).getTime(), perHour);

/**
 * The slots of a campaign's pace from the one in which `from` is, without those that its messages have already: all of them, or
 * those that `keep` their time when what is queued gets a new one (what went, waits for a rule or a server, or is in a worker's hands).
 */
export async function spreaderFor(
  ctx: Ctx,
  campaign: Pick<CampaignRow, 'id' | 'startedAt'>,
  perHour: number,
  from: Date,
  counted: 'all' | 'keep' = 'all',
): Promise<Spreader> {
  const spreader = gridOf(campaign, perHour, from);
  const since = new Date(spreader.slotOf(from.getTime()));
  const rows = await withTenantTags(
    ctx,
    (sql) => sql<{ due: Date; n: number }[]>`
      select m.due_at as due, count(*)::int as n from pipeline_messages m
      where m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and m.source_id = ${campaign.id} and m.status not in ('skipped', 'planned') and m.due_at >= ${since}
        ${counted === 'all' ? sql`` : sql`and (m.status <> 'queued' or (m.due_at <= ${from} and ${inHands(sql)}))`} group by m.due_at`,
  );
  for (const { due, n } of rows) spreader.occupy(due.getTime(), n);
  return spreader;
}

/** Tells when messages of a campaign are due, a batch at a time; null when all are due at once. */
export async function dueTimes(ctx: Ctx, campaign: CampaignRow): Promise<DueBatch | null> {
  const { perHour, sendLocal, tenantId, id } = campaign;
  if (!perHour && !sendLocal) return null;
  const start = campaign.startedAt ?? ctx.clock.now();
  const spreader = perHour ? await spreaderFor(ctx, campaign, perHour, start) : null;
  const localOf = sendLocal ? localTimes(ctx, campaign) : null;
  return async (sql, recipients) => {
    const ids = recipients.map((r) => r.contactId);
    const places = localOf ? await placesOf(sql, tenantId, ids) : null;
    // A job that runs again must not take a second slot for whom it planned before.
    const planned = spreader ? await plannedOf(sql, tenantId, id, ids) : null;
    const slot = spreader && ((from: Date, now: Date) => new Date(spreader.take(from.getTime(), now.getTime())));
    return (contactId, waits) => {
      const local = localOf?.(places?.get(contactId) ?? null);
      return {
        ...(local === undefined ? {} : { dueAt: new Date(local) }),
        ...(!slot || waits || planned?.has(contactId) ? {} : { slot }),
      };
    };
  };
}

async function placesOf(sql: Tags | TagsTx, tenant: string, ids: string[]): Promise<Map<string, Whereabouts>> {
  const rows = await sql<(Whereabouts & { id: string })[]>`
    select id, time_zone as "timeZone", country from contacts
    where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and (time_zone is not null or country is not null)`;
  return new Map(rows.map((row) => [row.id, row]));
}

async function plannedOf(sql: Tags | TagsTx, tenant: string, campaignId: string, ids: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select contact_id as id from pipeline_messages
    where tenant_id = ${tenant} and source_type = 'campaign' and source_id = ${campaignId} and contact_id = any(${ids}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}
