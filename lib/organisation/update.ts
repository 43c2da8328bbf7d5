import { sql } from 'drizzle-orm';
import { followZone } from '@/lib/campaigns';
import { requireZone } from '@/lib/identity';
import { command } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { Organisation, OrganisationUpdate } from './schema';

type Stood = Pick<Organisation, 'name' | 'timeZone' | 'country'>;

export const updateOrganisation = command({
  name: 'organisation.update',
  summary: 'Change what this organisation is called, its time zone or its country',
  access: 'settings:write',
  http: { method: 'PATCH', path: '/organisation' },
  input: OrganisationUpdate,
  output: Organisation,
  entity: (_, { id }) => ({ type: 'organisation', id }),
  async run(ctx, { name, timeZone, country }) {
    if (timeZone !== undefined) await requireZone((text, zone) => ctx.tx.execute(sql(text, zone)), timeZone);
    const [before] = await ctx.tx.execute<Stood & Record<string, unknown>>(
      sql`select name, time_zone as "timeZone", country from change_tenant(${name ?? null}, ${timeZone ?? null}, ${country ?? null})`,
    );
    if (!before) throw notFound('organisation');
    const after: Stood = {
      name: name ?? before.name,
      timeZone: timeZone ?? before.timeZone,
      country: country ?? before.country,
    };
    if (after.timeZone !== before.timeZone) await followZone(ctx, before.timeZone, after.timeZone);
    ctx.audit({ before, after });
    // What is remembered of who may come in holds the name and the zone.
    ctx.afterCommit(() => ctx.services.access.changed());
    return { id: ctx.tenant, ...after };
  },
});
