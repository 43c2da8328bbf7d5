import type { TagsTx } from '@/db/client';
import { signInRefused, unaskedCode } from '@/lib/sending/vocabulary';
import type { Lane } from './claim';
import type { Result } from './result';

/** An answer is noted no more often: the lane's row is not written with each batch. */
const everyMs = 1000;

const mostWords = 300;

/** A put-off that says nothing of the server: of a mailbox that is full or busy, or of one sender to one mailbox (greylisting). */
const isOfOne = ({ errorCode, errorMessage }: Result): boolean =>
  /^4\.[12]\.|^450$/.test(errorCode ?? '') || /gr[ae]y.?list/i.test(errorMessage ?? '');

const isPutOff = (result: Result): boolean => result.status === 'deferred' && !isOfOne(result);

/** What is kept of it; a refused sign-in is told from what a server puts off by how it begins. */
const wordsOf = ({ errorCode, errorMessage }: Result): string =>
  `${errorCode === 'auth' ? signInRefused : ''}${errorMessage ?? ''}`.slice(0, mostWords);

/** What a lane heard of its server: an answer, or nothing since then; null where none was asked. */
export type LaneHeard = 'answer' | { silentSince: Date } | null;

/** A put-off of which no server said a word: nobody was reached, or our own settings allow no request. */
const wordless: ReadonlySet<string | null> = new Set([null, 'not_handed_over', unaskedCode]);

/** Keeps what a provider refused others with, and rests for, where it is why this lane waits too: no answer to it. */
async function noteRest(sql: TagsTx, lane: Lane, results: readonly Result[], now: Date): Promise<void> {
  const rests = results.findLast((r) => r.untried && isPutOff(r) && !wordless.has(r.errorCode));
  if (!rests) return;
  await sql`
    update pipeline_lanes set refused_since = ${now}, refusal = ${wordsOf(rests)}
    where tenant_id = ${lane.tenant} and id = ${lane.id} and refused_since is null`;
}

/**
 * Keeps in the lane when it was answered, or since when it is not, and since when nothing of it is taken: what a page tells of a server
 * that says nothing, or puts all off. Whoever writes
 * results does this before, so that the lane is locked before its messages.
 */
export async function noteHeard(sql: TagsTx, lane: Lane, results: readonly Result[], now: Date): Promise<LaneHeard> {
  if (results.some(({ heard }) => heard === 'answer')) {
    const takes = results.some(({ status }) => status === 'sent');
    const off = takes ? undefined : results.findLast((r) => r.heard === 'answer' && isPutOff(r));
    const refusal = off ? wordsOf(off) : null;
    await sql`
      update pipeline_lanes set answered_at = ${now},
        refused_since = case when ${takes} then null when ${refusal !== null} then coalesce(refused_since, ${now}) else refused_since end,
        refusal = case when ${takes} then null else coalesce(${refusal}, refusal) end
      where tenant_id = ${lane.tenant} and id = ${lane.id}
        and (answered_at is null or answered_at < ${new Date(now.getTime() - everyMs)} or answered_at <= silent_since
          or (refused_since is null) = ${refusal !== null} or (${takes} and refused_since is not null))`;
    return 'answer';
  }
  await noteRest(sql, lane, results, now);
  // What is in doubt waits for nothing more: alone, it would be told as a silence as soon as the next message goes, hours later.
  const asked = results.flatMap(({ silentSince, dueAt }) => (dueAt === null ? [] : (silentSince?.getTime() ?? [])));
  if (asked.length === 0) return null;
  // Tries that follow leave it as it is: the silence began with the first, or with the last answer that its channel had after that.
  const [noted] = await sql<{ since: Date | null }[]>`
    with last as materialized (
      select max(answered_at) as at from pipeline_lanes where tenant_id = ${lane.tenant} and channel = ${lane.channel}
        and sandbox = (select sandbox from pipeline_lanes where tenant_id = ${lane.tenant} and id = ${lane.id})),
    begun as (
      update pipeline_lanes l set silent_since = greatest(${new Date(Math.min(...asked))}::timestamptz, last.at) from last
      where l.tenant_id = ${lane.tenant} and l.id = ${lane.id} and (l.silent_since is null or l.silent_since < last.at) returning l.silent_since)
    select coalesce((select silent_since from begun), silent_since) as since from pipeline_lanes where tenant_id = ${lane.tenant} and id = ${lane.id}`;
  return noted?.since ? { silentSince: noted.since } : null;
}
