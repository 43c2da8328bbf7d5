import { sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { TxCtx } from '@/lib/platform/context';
import type { TestMessage } from './schema';
import type { TestState } from './vocabulary';

interface Row extends Record<string, unknown> {
  id: string;
  to: string;
  status: TestState;
  answer: string | null;
  provider: string | null;
  steps: TestMessage['steps'] | null;
  version: number;
  variant: number | null;
  contact_id: string | null;
  contact: string | null;
  asked_by: string | null;
  created_at: string;
  answered_at: string | null;
}

const shown = 20;
/** Longer than any answer is waited for: who asked for it is gone. */
const givenUpMs = 120_000;
const noAnswer = 'No answer came: it may have arrived.';

/** The last tests that `where` is true of, newest first; `m` is test_messages, `v` template_versions. */
export async function testsWhere(ctx: TxCtx, where: SQL): Promise<z.input<typeof TestMessage>[]> {
  const rows = await ctx.tx.execute<Row>(sql`
    select m.id, m.recipient_address as to, m.status, m.answer, m.provider, m.verdict -> 'steps' as steps, v.version, m.variant,
      c.id as contact_id, c.display_name as contact, u.name as asked_by, m.created_at, m.answered_at
    from test_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
    left join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null
    left join tenant_people() u on u.user_id::text = m.asked_by
    where m.tenant_id = ${ctx.tenant} and ${where} order by m.id desc limit ${shown}`);
  const now = ctx.clock.now().getTime();
  return rows.map((row) => present(row, now));
}

function present(row: Row, now: number): z.input<typeof TestMessage> {
  const created = new Date(row.created_at);
  const isGivenUp = row.status === 'sending' && now - created.getTime() > givenUpMs;
  return {
    ...{ id: row.id, to: row.to, provider: row.provider, steps: row.steps ?? [], variant: row.variant },
    status: isGivenUp ? 'uncertain' : row.status,
    answer: isGivenUp ? noAnswer : row.answer,
    templateVersion: row.version,
    contact: row.contact_id && row.contact !== null ? { id: row.contact_id, name: row.contact } : null,
    askedBy: row.asked_by ?? 'somebody who is no member any more, or a program',
    createdAt: created.toISOString(),
    answeredAt: row.answered_at ? new Date(row.answered_at).toISOString() : null,
  };
}
