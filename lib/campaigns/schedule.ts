import type { Tags } from '@/db/client';
import type { Clock } from '@/lib/platform/clock';
import { jobContext, type Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { DomainError, isTransient } from '@/lib/platform/errors';
import { logger } from '@/lib/platform/log';
import { insertFacts } from '@/lib/platform/outbox';
import type { Services } from '@/lib/platform/services';
import { launchCampaign, timerName } from './run';

interface Due {
  tenant: string;
  id: string;
  time_zone: string;
}

const page = 100;

const dueAfter = (sql: Tags, now: Date, after: string) => sql<Due[]>`
  select c.tenant_id as tenant, c.id, t.time_zone from campaigns c join tenants t on t.id = c.tenant_id
  where c.status = 'scheduled' and coalesce(c.starts_at, c.scheduled_at) <= ${now} and c.deleted_at is null and c.id > ${after}::uuid order by c.id limit ${page}`;

/**
 * Starts the campaigns whose time has come, each as its own tenant. One that cannot start until somebody changes it is a draft
 * again, with the reason; after any other failure it is tried at the next round. Returns how many were due.
 */
export async function launchDue(services: Services, clock: Clock): Promise<number> {
  let count = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const due = await dueAfter(services.system.tags, clock.now(), after);
    for (const { tenant, id, time_zone: timeZone } of due) {
      const ctx = jobContext({ tenant, name: timerName, timeZone, clock, log: logger('campaigns'), services });
      await launchCampaign(ctx, { id }).catch((error: unknown) => putBack(ctx, id, error));
    }
    count += due.length;
    const last = due.at(-1);
    if (!last || due.length < page) return count;
    after = last.id;
  }
}

/** Never throws: what cannot be put back now is due again in a second. */
async function putBack(ctx: Ctx, id: string, error: unknown): Promise<void> {
  ctx.log.warn({ err: error, campaignId: id }, 'a scheduled campaign could not start');
  if (!(error instanceof DomainError) || isTransient(error)) return;
  const why = `It could not start at its time. ${error.message}`.slice(0, 2000);
  await withTenantTags(ctx, async (sql) => {
    const now = ctx.clock.now();
    const [row] = await sql<{ version: number }[]>`
      update campaigns set status = 'draft', scheduled_at = null, starts_at = null, error = ${why}, version = version + 1, updated_at = ${now}
      where tenant_id = ${ctx.tenant} and id = ${id} and status = 'scheduled' and coalesce(starts_at, scheduled_at) <= ${now} returning version`;
    if (row)
      await insertFacts(
        sql,
        ctx.tenant,
        [
          {
            type: 'campaign.start_failed',
            entityType: 'campaign',
            entityId: id,
            version: row.version,
            payload: { reason: why },
          },
        ],
        now,
      );
  }).catch((cause: unknown) =>
    ctx.log.error({ err: cause, campaignId: id }, 'a campaign that could not start stays scheduled'),
  );
}
