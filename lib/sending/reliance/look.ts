import { and, asc, eq, inArray, isNotNull, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { campaigns, dkimKeys } from '@/db/schema';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { may } from '@/lib/platform/permissions';
import { allProviders, type DkimRow, type ProviderRow } from '../queries';
import type { Reliance, Sender } from '../schema';
import { isOwnAddress } from '../senders/own';
import { allSenders, presentSender } from '../senders/queries';
import { channelWords, mostWaiting, type Afterwards, type SendingChannel } from '../vocabulary';
import { losesBy, wordsOf, type Found } from './words';

const nothing = { senders: [], campaigns: [], waiting: 0, afterwards: 'unchanged' as const };
const weighed = (found: Found): Reliance => {
  const { senders, campaigns: all, waiting, afterwards } = found;
  return { senders, campaigns: all, waiting, afterwards, loses: losesBy(found), says: wordsOf(found) };
};

/** Of whom mail is looked for: all of the channel, or that of some senders. */
interface Whose {
  channel: string;
  senders?: readonly Sender[];
  /** Also of campaigns that stay in the sandbox, by whatever mail leaves. */
  withSandbox?: boolean;
}

/** In their lanes; what has no sender of its own comes from the default one. */
async function waitingOf(ctx: TxCtx, { channel, senders, withSandbox }: Whose): Promise<number> {
  const ids = sql`array[${sql.join([sql`null`, ...(senders ?? []).map(({ id }) => sql`${id}`)], sql`, `)}]::uuid[]`;
  const theirs = sql`case when l.kind = 'campaign'
    then exists (select from campaigns c where c.tenant_id = l.tenant_id and c.id = l.id and (c.sender_id = any(${ids}) or (c.sender_id is null and ${hasDefault(senders)})))
    else ${hasDefault(senders)} end`;
  const of = (what: SQL) => sql`select 1 from pipeline_lanes l
    join ${what}
    where l.tenant_id = ${ctx.tenant} and l.channel = ${channel} and ${senders ? theirs : sql`true`} and ${withSandbox ? sql`true` : sql`not l.sandbox`}`;
  const [row] = await ctx.tx.execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from (
      ${of(sql`pipeline_queue q on q.tenant_id = l.tenant_id and q.lane_id = l.id`)}
      union all ${of(sql`pipeline_messages m on m.tenant_id = l.tenant_id and m.source_type = 'campaign' and m.source_id = l.id and m.rare_status = 'planned'`)} limit ${mostWaiting + 1}) as waits`);
  return row?.waiting ?? 0;
}

const hasDefault = (senders: readonly Sender[] = []) => senders.some(({ isDefault }) => isDefault);

async function campaignsOf(
  ctx: TxCtx,
  { channel, senders, withSandbox }: Whose,
  states: readonly string[] = ['scheduled', 'sending', 'paused'],
): Promise<Reliance['campaigns']> {
  if (!may(ctx.actor, 'campaigns:read')) return [];
  const ids = (senders ?? []).map(({ id }) => id);
  const theirs = sql`(${inArray(campaigns.senderId, ids)} or (${campaigns.senderId} is null and ${hasDefault(senders)}))`;
  return ctx.tx
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.tenantId, ctx.tenant),
        eq(campaigns.channel, channel),
        inArray(campaigns.status, [...states]),
        isNull(campaigns.deletedAt),
        senders ? theirs : undefined,
        withSandbox
          ? undefined
          : sql`not exists (select from pipeline_lanes l where l.tenant_id = ${ctx.tenant} and l.id = ${campaigns.id} and l.sandbox)`,
      ),
    )
    .orderBy(asc(campaigns.name))
    .limit(20);
}

const sendersOf = async (ctx: TxCtx) => (await allSenders(ctx)).map(presentSender);

const publishedKeys = (ctx: TxCtx, without?: string) =>
  ctx.tx
    .select({ domain: dkimKeys.domain })
    .from(dkimKeys)
    .where(
      and(
        eq(dkimKeys.tenantId, ctx.tenant),
        isNull(dkimKeys.deletedAt),
        isNotNull(dkimKeys.publishedAt),
        without ? ne(dkimKeys.id, without) : undefined,
      ),
    );

/** Who rests on a provider, and what becomes of their messages without it. */
export async function onProvider(ctx: TxCtx, { id, channel, enabled }: ProviderRow): Promise<Reliance> {
  const words = channelWords[channel as SendingChannel];
  if (!enabled) return weighed({ ...nothing, channel: words });
  const all = (await allProviders(ctx))
    .filter((one) => one.channel === channel && one.enabled)
    // The sandbox takes all while it is on, wherever it stands.
    .toSorted((a, b) => Number(b.kind === 'sandbox') - Number(a.kind === 'sandbox'));
  const others = all.filter((one) => one.id !== id);
  const next = others.find(({ state }) => state !== 'failing');
  // In the order in which they are asked: who comes first takes it all while it works.
  const isFirst = !next || all.findIndex((one) => one.id === id) < all.indexOf(next);
  if (!isFirst) return weighed({ ...nothing, before: next.name, channel: words });
  const waiting = await waitingOf(ctx, { channel });
  if (next) return weighed({ ...nothing, waiting, afterwards: 'next', next: next.name, channel: words });
  const isMail = channel === 'email';
  // One that fails carries nothing, yet what the installation has does not stand in for it.
  const [failing] = others;
  const instead: Afterwards =
    channel === 'push' ? 'nothing' : !config().smtpUrl ? 'sandbox' : isMail ? 'shared' : 'nothing';
  const then: Afterwards = failing ? 'nothing' : instead;
  const domains = (await publishedKeys(ctx)).map((key) => key.domain);
  const senders = (isMail ? await sendersOf(ctx) : []).filter(
    ({ fromEmail }) => then !== 'shared' || !isOwnAddress(ctx.tenant, fromEmail, domains),
  );
  const whose = then === 'shared' ? { channel, senders } : { channel };
  const running = await campaignsOf(ctx, whose);
  const found = { senders, campaigns: running, waiting, afterwards: then, channel: words };
  return weighed(failing ? { ...found, failing: failing.name } : found);
}

/** Who rests on a DKIM key: senders of its domain that no other key is for. */
export async function onDkimKey(ctx: TxCtx, { id, domain, publishedAt }: DkimRow): Promise<Reliance> {
  const channel = 'email';
  const words = channelWords[channel];
  const mail = (await allProviders(ctx)).filter((one) => one.channel === channel && one.enabled);
  const then: Afterwards = mail.some(({ kind }) => kind === 'smtp')
    ? 'unsigned'
    : mail.length === 0 && config().smtpUrl
      ? 'held'
      : 'unchanged';
  if (!publishedAt || then === 'unchanged') return weighed({ ...nothing, channel: words });
  const others = (await publishedKeys(ctx, id)).map((key) => key.domain);
  const senders = (await sendersOf(ctx)).filter(
    ({ fromEmail }) => isOwnAddress(ctx.tenant, fromEmail, [domain]) && !isOwnAddress(ctx.tenant, fromEmail, others),
  );
  if (senders.length === 0) return weighed({ ...nothing, channel: words });
  const whose = { channel, senders };
  const [waiting, running] = [await waitingOf(ctx, whose), await campaignsOf(ctx, whose)];
  return weighed({ senders, campaigns: running, waiting, afterwards: then, channel: words });
}

/** Campaigns that would have to come from it, and drafts that have chosen it. */
const open = ['draft', 'scheduled', 'sending', 'paused'];

/** Who rests on a sender that is not the default one: campaigns from it cannot be sent without it, and what waits of them fails. */
export async function onSender(ctx: TxCtx, sender: Sender): Promise<Reliance> {
  const whose = { channel: 'email', senders: [sender], withSandbox: true };
  const [all] = await ctx.tx
    .select({ n: sql<number>`count(*)::int` })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.tenantId, ctx.tenant),
        eq(campaigns.senderId, sender.id),
        eq(campaigns.channel, 'email'),
        inArray(campaigns.status, open),
        isNull(campaigns.deletedAt),
      ),
    );
  const count = all?.n ?? 0;
  if (count === 0) return weighed({ ...nothing, channel: channelWords.email });
  const [waiting, named] = [await waitingOf(ctx, whose), await campaignsOf(ctx, whose, open)];
  const found = { senders: [sender], campaigns: named, unnamed: count - named.length };
  return weighed({ ...found, waiting, afterwards: 'failed', channel: channelWords.email });
}
