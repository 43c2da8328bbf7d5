import { sql } from 'drizzle-orm';
import { discardMessages, mostDecided, undecidedSql } from '@/lib/pipeline';
import { command } from '@/lib/platform/command';
import { countOf, meantSql } from './queries';
import { MessagesDiscard, MessagesDiscarded } from './schema';

/** Leaves failed messages outside campaigns as they are, with what was answered: each says who decided it, and when. */
export const discardFailedMessages = command({
  name: 'messages.discard',
  summary: 'Leave failed messages outside campaigns as they are: they stay failed, and wait for no decision any more',
  access: 'inbox:write',
  http: { method: 'POST', path: '/messages/discard' },
  input: MessagesDiscard,
  output: MessagesDiscarded,
  async run(ctx, meant) {
    const failed = (of: Parameters<typeof meantSql>[1]) => sql`${meantSql(ctx, of)} and ${undecidedSql}`;
    const discarded = await discardMessages(
      ctx,
      sql`select m.id from pipeline_messages m where ${failed(meant)} order by m.id limit ${mostDecided}`,
    );
    ctx.audit({ discarded, ...meant });
    return { discarded, left: await countOf(ctx, failed({ source: meant.source })) };
  },
});
