import type { TagsTx } from '@/db/client';
import { oneLine } from '@/lib/platform/text';

/** Whether a message of this organisation was a test. */
export async function isTestMessage(sql: TagsTx, tenant: string, id: string): Promise<boolean> {
  const rows = await sql`select 1 from test_messages where tenant_id = ${tenant} and id = ${id}`;
  return rows.length > 0;
}

/** A message that a server returned, though another one had taken it. */
export interface CameBack {
  messageId: string;
  words: string;
  at: Date;
}

/** The tests among these have failed, with the words of the report; what is no test is passed over. The first report counts. Returns how many were new. */
export async function testsCameBack(sql: TagsTx, tenant: string, given: readonly CameBack[]): Promise<number> {
  const back = [...new Map(given.toReversed().map((one) => [one.messageId, one])).values()];
  if (back.length === 0) return 0;
  const answers = back.map(({ words }) =>
    oneLine(`It came back: ${words || 'the server that returned it gave no reason.'}`, 500),
  );
  const { count } = await sql`
    update test_messages t set status = 'failed', answer = b.answer, answered_at = b.at
    from unnest(${back.map((one) => one.messageId)}::uuid[], ${answers}::text[], ${back.map(({ at }) => at.toISOString())}::timestamptz[]) as b(id, answer, at)
    where t.tenant_id = ${tenant} and t.id = b.id and t.status in ('sending', 'accepted', 'uncertain')`;
  return count;
}
