import { createHash } from 'node:crypto';
import { DomainError } from '@/lib/platform/errors';
import type { TagsTx } from '@/lib/platform/db/read';
import { forgettable, type Signed } from './kind';

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest();

/**
 * Whether a signed text comes for the first time; it is remembered for as long as it would be taken, when the transaction ends well.
 * Another request with it waits until then. Throws `forbidden` when it came with another body.
 */
export async function isFirst(sql: TagsTx, tenant: string, { text, at }: Signed, body: Buffer): Promise<boolean> {
  const [token, hash] = [digest(text), digest(body)];
  const added = await sql`
    insert into hook_tokens (tenant_id, token_hash, body_hash, expires_at) values (${tenant}, ${token}, ${hash}, ${forgettable(at)})
    on conflict do nothing`;
  if (added.count > 0) return true;
  const [before] = await sql<{ isSame: boolean }[]>`
    select body_hash = ${hash} as "isSame" from hook_tokens where tenant_id = ${tenant} and token_hash = ${token}`;
  if (!before?.isSame)
    throw new DomainError({ code: 'forbidden', message: 'The token of this signature came with another body before.' });
  return false;
}
