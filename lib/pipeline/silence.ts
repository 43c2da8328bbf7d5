import { sql } from 'drizzle-orm';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import { signInRefused } from '@/lib/sending/vocabulary';

/** What a server takes to answer before it is worth a word. */
export const usualAnswerMs = 15_000;

/** A campaign, or the lane of an organisation's single messages. */
interface Source {
  id: string;
  channel: string;
}

const msOf = (at: string | null | undefined): number | null => (at ? new Date(at).getTime() : null);

/** What the sandbox answers says nothing about a server. */
const ownSandbox = (tenant: string, id: string) =>
  sql`coalesce((select sandbox from pipeline_lanes where tenant_id = ${tenant} and id = ${id}), false)`;

/** When a server answered last to any message of a campaign's channel (to one in the sandbox: the sandbox), and since when it says nothing to the campaign's own; null while it is not silent. Milliseconds. */
export async function heardOf(
  ctx: TxCtx,
  { id, channel }: Source,
): Promise<{ answeredAt: number; silentSince: number | null }> {
  const [row] = await ctx.tx.execute<{ answered: string | null; silent: string | null }>(sql`
    select max(answered_at) filter (where channel = ${channel} and sandbox = ${ownSandbox(ctx.tenant, id)}) as answered, max(silent_since) filter (where id = ${id}) as silent
    from pipeline_lanes where tenant_id = ${ctx.tenant}`);
  const answeredAt = msOf(row?.answered) ?? 0;
  const silentSince = msOf(row?.silent);
  return { answeredAt, silentSince: silentSince !== null && silentSince >= answeredAt ? silentSince : null };
}

/** The campaigns of other channels that were answered since an instant, and when last; milliseconds. */
export async function answeredBeside(
  ctx: TxCtx,
  { channel }: Source,
  from: number,
): Promise<{ id: string; at: number }[]> {
  const rows = await ctx.tx.execute<{ id: string; at: string }>(sql`
    select id, answered_at as at from pipeline_lanes
    where tenant_id = ${ctx.tenant} and kind = 'campaign' and channel <> ${channel} and answered_at >= ${new Date(from).toISOString()}`);
  return rows.map(({ id, at }) => ({ id, at: new Date(at).getTime() }));
}

interface NotHandedOver {
  /** Put off because no server took them over, and in no worker's hands. */
  putOff: number;
  /** All in the queue whose time has come, tried or not, and those that are put off to a later one. */
  waiting: number;
  /** Whose own time is still to come: by a pace, an hour or a rule. */
  later: number;
  nextTryAt: string | null;
}

/**
 * What of a lane no server took over, of each at most so many, and when the first of what is put off is tried next. That is looked for
 * among what is due after an instant (milliseconds): before the silence nothing was put off by it, and what is due since then begins
 * with what is tried next, however much of the lane was never tried.
 */
export async function notHandedOver(ctx: TxCtx, laneId: string, after: number, most: number): Promise<NotHandedOver> {
  const now = ctx.clock.now().toISOString();
  const [row] = await ctx.tx.execute<{
    due: number;
    ahead: number;
    off: number;
    again: number;
    next: string | null;
  }>(sql`
    select count(*)::int as off, count(*) filter (where q.due_at > ${now})::int as again, min(q.due_at) as next,
      (select count(*)::int from (
        select 1 from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${laneId} and due_at <= ${now} limit ${most}) d) as due,
      (select count(*)::int from (
        select 1 from pipeline_queue where tenant_id = ${ctx.tenant} and lane_id = ${laneId} and due_at > ${now} limit ${2 * most}) a) as ahead
    from (
      select tenant_id, message_id, due_at from pipeline_queue
      where tenant_id = ${ctx.tenant} and lane_id = ${laneId} and due_at > ${new Date(after).toISOString()}
      order by due_at, message_id limit ${most}) as q
    cross join lateral (
      select rare_status, error_code from pipeline_messages where tenant_id = q.tenant_id and id = q.message_id offset 0) as m
    where m.rare_status = 'deferred' and m.error_code = 'not_handed_over'`);
  const { due, ahead, off, again, next } = row ?? { due: 0, ahead: 0, off: 0, again: 0, next: null };
  const nextTryAt = next ? new Date(next).toISOString() : null;
  // Beyond so many nobody looked which of them are put off.
  if (due + again >= most) return { putOff: off, waiting: most, later: 0, nextTryAt };
  return { putOff: off, waiting: due + again, later: Math.min(most, ahead - again), nextTryAt };
}

/** Whether a worker has anything of lane `l` in its hands. */
const underWay = sql`exists (select 1 from pipeline_claims c where c.tenant_id = l.tenant_id and c.lane_id = l.id)`;

/** Whether anything of lane `l` is still to be sent. */
const waits = sql`(${underWay} or exists (select 1 from pipeline_queue q where q.tenant_id = l.tenant_id and q.lane_id = l.id))`;

/** The lanes of single messages (answers to people, requests to confirm) in which any wait. */
export async function singlesWaiting(ctx: TxCtx): Promise<Source[]> {
  const rows = await ctx.tx.execute<{ id: string; channel: Channel }>(sql`
    select id, channel from pipeline_lanes l where tenant_id = ${ctx.tenant} and kind <> 'campaign' and state = 'active' and ${waits} order by id`);
  return [...rows];
}

/** Since when the server of each channel says nothing to anything that still waits, paused or not; milliseconds. */
export async function silencesSince(ctx: TxCtx): Promise<Map<string, number>> {
  const rows = await ctx.tx.execute<{ channel: string; since: string }>(sql`
    select channel, min(silent_since) as since from (
      select tenant_id, id, channel, silent_since, max(answered_at) over (partition by channel, sandbox) as answered from pipeline_lanes where tenant_id = ${ctx.tenant}) l
    where tenant_id = ${ctx.tenant} and silent_since >= coalesce(answered, '-infinity') and ${waits} group by channel`);
  return new Map(rows.map(({ channel, since }) => [channel, new Date(since).getTime()]));
}

/** A server that answers, and puts off all that it is given: since when (milliseconds), and what it said last. */
interface Refusal {
  since: number;
  words: string;
}

/** Whether lane `l` was refused for who we are. */
const isSignIn = sql`starts_with(coalesce(l.refusal, ''), ${signInRefused})`;

/** Whether the credentials that lane `l` was refused have been taken for another one of its channel since, whatever became of its messages. */
const signedInSince = sql`(${isSignIn} and exists (
  select 1 from pipeline_lanes o where o.tenant_id = l.tenant_id and o.channel = l.channel and o.sandbox = l.sandbox
    and (o.refused_since is null or not starts_with(coalesce(o.refusal, ''), ${signInRefused}))
    and o.answered_at > greatest(l.answered_at, l.refused_since)))`;

/** When the first was refused for who we are, and when the first was put off. */
type Begun = { signIn: string | null; putOff: string | null };

/** These words, since the first that met their kind: a sign-in that is refused now may come long after the first put-off. */
const refusalSince = ({ signIn, putOff }: Begun, words: string | null): Refusal | null => {
  const since = msOf(words?.startsWith(signInRefused) ? signIn : putOff);
  return since === null ? null : { since, words: words ?? '' };
};

/** What the server of a campaign puts off all of with, since the first of its channel met that; null while it takes any, or nothing waits. */
export async function refusalOf(ctx: TxCtx, { id, channel }: Source): Promise<Refusal | null> {
  const [row] = await ctx.tx.execute<Begun & { words: string | null; own: boolean | null }>(sql`
    select min(refused_since) filter (where ${isSignIn}) as "signIn", min(refused_since) filter (where not ${isSignIn}) as "putOff", max(refusal) filter (where id = ${id}) as words, bool_or(id = ${id}) as own from pipeline_lanes l
    where tenant_id = ${ctx.tenant} and channel = ${channel} and sandbox = ${ownSandbox(ctx.tenant, id)}
      and state = 'active' and refused_since is not null and ${waits} and not ${signedInSince}`);
  return row?.own ? refusalSince(row, row.words) : null;
}

interface ChannelHeard {
  channel: Channel;
  /** Milliseconds; null: none noted. */
  answeredAt: number | null;
  /** Something may go now, or is going. */
  isDue: boolean;
  /** Somebody of a campaign that is being sent waits for a later time. */
  isLater: boolean;
  refusal: Refusal | null;
}

/** The channels of which anything was ever to be sent, and whether their servers were heard. */
export async function channelsHeard(ctx: TxCtx): Promise<ChannelHeard[]> {
  const now = ctx.clock.now().toISOString();
  const rows = await ctx.tx.execute<
    Begun & {
      channel: Channel;
      answered: string | null;
      due: boolean;
      later: boolean;
      words: string | null;
    }
  >(sql`
    select channel, case when bool_or(not sandbox) then max(answered_at) filter (where not sandbox) else max(answered_at) end as answered, bool_or(case when state = 'active' then ${underWay} or exists (
      select 1 from pipeline_queue q where q.tenant_id = l.tenant_id and q.lane_id = l.id and q.due_at <= ${now}) else false end) as due,
      bool_or(case when state = 'active' and kind = 'campaign' then exists (
        select 1 from pipeline_queue q where q.tenant_id = l.tenant_id and q.lane_id = l.id and q.due_at > ${now}) else false end) as later,
      min(r.since) filter (where ${isSignIn}) as "signIn", min(r.since) filter (where not ${isSignIn}) as "putOff", (array_agg(r.words order by greatest(answered_at, r.since) desc) filter (where r.since is not null))[1] as words
    from pipeline_lanes l left join lateral (
      select refused_since as since, refusal as words where state = 'active' and refused_since is not null and ${waits} and not ${signedInSince}) r on true
    where tenant_id = ${ctx.tenant} group by channel order by channel`);
  return rows.map(({ channel, answered, due, later, words, ...begun }) => ({
    channel,
    answeredAt: msOf(answered),
    isDue: due,
    isLater: later,
    refusal: refusalSince(begun, words),
  }));
}
