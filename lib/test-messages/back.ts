import type { TagsTx } from '@/db/client';
import { oneLine } from '@/lib/platform/text';

/** Whether a message of this organisation was a test. */
export async function isTestMessage(sql: TagsTx, tenant: string, id: string): Promise<boolean> {
  const rows = await sql`select 1 from test_messages where tenant_id = ${tenant} and id = ${id}`;
  return rows.length > 0;
}

/** A server returned a test that another one had taken: it has failed, with the words of the report. The first report counts. */
export async function testCameBack(sql: TagsTx, tenant: string, id: string, words: string, at: Date): Promise<void> {
  const answer = oneLine(`It came back: ${words || 'the server that returned it gave no reason.'}`, 500);
  await sql`
    update test_messages set status = 'failed', answer = ${answer}, answered_at = ${at}
    where tenant_id = ${tenant} and id = ${id} and status in ('sending', 'accepted', 'uncertain')`;
}
