import { sql } from 'drizzle-orm';
import { settleMessages } from '@/lib/pipeline';
import { command } from '@/lib/platform/command';
import { countOf, meantSql } from './queries';
import { MessagesSettle, MessagesSettled } from './schema';

/** Each is of a source of its own and tells a fact of its own, which one statement writes; the answer says how many are left. */
const mostAtOnce = 5000;

/** Takes a person's word for messages outside campaigns whose hand-over had no answer: they were sent, or they were not. */
export const settleUncertainMessages = command({
  name: 'messages.settle',
  summary: 'Say of uncertain messages outside campaigns that they were sent, or that they were not; never sends again',
  access: 'inbox:write',
  http: { method: 'POST', path: '/messages/settle' },
  input: MessagesSettle,
  output: MessagesSettled,
  async run(ctx, { outcome, note, ...meant }) {
    const uncertain = (of: Parameters<typeof meantSql>[1]) => sql`${meantSql(ctx, of)} and m.rare_status = 'uncertain'`;
    const settled = await settleMessages(
      ctx,
      outcome,
      sql`select m.id from pipeline_messages m where ${uncertain(meant)} order by m.id limit ${mostAtOnce}`,
    );
    ctx.audit({ outcome, settled, ...meant, ...(note ? { note } : {}) });
    return { settled, left: await countOf(ctx, uncertain({ source: meant.source })) };
  },
});
