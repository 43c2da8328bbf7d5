import { sql } from 'drizzle-orm';
import { query } from '@/lib/platform/command';
import { may } from '@/lib/platform/permissions';
import { ProviderEffect, ProviderEffectAsk } from '../schema';
import { mostWaiting } from '../vocabulary';
import { wayOut } from '../way-out';
import { caughtWords, effectWords } from './effect-words';

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  waiting: number;
  hasBegun: boolean;
  inSandbox: boolean;
}

/** More campaigns that have not ended are not named. */
const most = 200;

export const providerEffect = query({
  name: 'providers.effect',
  summary:
    'Tell which campaigns are really sent once their channel has a provider, or the sandbox takes nothing more, and which stay in the sandbox; or which it catches once it is on',
  access: 'settings:write',
  http: { method: 'GET', path: '/providers/effect' },
  input: ProviderEffectAsk,
  output: ProviderEffect,
  async run(ctx, { channel, without, sandbox }) {
    const nothing = { begins: [], goesOn: [], stays: [], says: '' };
    const { by, isChosen } = await wayOut(ctx, channel);
    const after = without ? await wayOut(ctx, channel, without) : null;
    const isCaughtAfter = after ? after.by === 'sandbox' : sandbox || isChosen === true;
    if ((by === 'sandbox') === isCaughtAfter) return nothing;
    // A series that is paused has not begun its next run.
    const rows = await ctx.tx.execute<Row>(sql`
      select c.id, c.name, c.status <> 'scheduled' and c.recurrence is null as "hasBegun", coalesce(l.sandbox, false) as "inSandbox",
        (select count(*)::int from (
          select 1 from pipeline_queue q where q.tenant_id = c.tenant_id and q.lane_id = c.id
          union all select 1 from pipeline_messages m
            where m.tenant_id = c.tenant_id and m.source_type = 'campaign' and m.source_id = c.id and m.rare_status = 'planned'
          limit ${mostWaiting + 1}) as w) as waiting
      from campaigns c left join pipeline_lanes l on l.tenant_id = c.tenant_id and l.id = c.id
      where c.tenant_id = ${ctx.tenant} and c.channel = ${channel} and c.status in ('scheduled', 'sending', 'paused') and c.deleted_at is null
      order by c.name, c.id limit ${most}`);
    const those = (is: (row: Row) => boolean) =>
      rows.filter(is).map(({ id, name, waiting }) => ({ id, name, waiting }));
    const found = {
      begins: those((row) => !row.hasBegun),
      goesOn: those((row) => row.hasBegun && !row.inSandbox),
      stays: sandbox ? [] : those((row) => row.hasBegun && row.inSandbox),
    };
    const mayName = may(ctx.actor, 'campaigns:read');
    const held = after?.by === 'providers' && after.problem !== null;
    const says = sandbox ? caughtWords(found, mayName) : effectWords(found, mayName, held);
    return { ...(mayName ? found : nothing), says };
  },
});
