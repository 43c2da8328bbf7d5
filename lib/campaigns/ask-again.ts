import { z } from 'zod';
import { askGateAgain, wakeQueued } from '@/lib/pipeline';
import { command } from '@/lib/platform/command';
import { decodeCursor, encodeCursor } from '@/lib/platform/cursor';
import { findCampaign } from './queries';
import { RecipientsAsk, RecipientsAsked } from './schema';
import { recountLater } from './stats';
import { closeToRespread } from './timing/respread';
import { goesInTurn, mayGiveTurns, turnsFor } from './timing/turns';
import { requireStatus } from './write';

/** Asked about in one call; the answer says how to go on. */
const mostAtOnce = 20_000;

/**
 * Who waits for a quiet hour, a cap or a capacity keeps the time that was told, though the rule is changed or gone: here they
 * are judged anew at once. With a pace or local hours they get their turn among those who wait for theirs, at once unless a job
 * hands out turns already: then it begins anew, with these among the others.
 */
export const askAgain = command({
  name: 'campaigns.askAgain',
  summary: 'Ask the gate anew about those whom one of its rules makes wait; who may go goes, the others wait again',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/recipients/ask-again' },
  input: RecipientsAsk,
  output: RecipientsAsked,
  entity: ({ id }) => ({ type: 'campaign', id }),
  async run(ctx, { id, messageIds, reason, cursor }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, ['sending'], 'asked about again');
    const [after] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [null];
    await recountLater(ctx, id);
    const inTurn = goesInTurn(row);
    const atOnce = inTurn && (await mayGiveTurns(ctx, row));
    const { asked, last } = await askGateAgain(ctx, {
      ...{ campaignId: id, senderId: row.senderId, messageIds, reason, after, limit: mostAtOnce },
      ...(atOnce ? { turns: (contactIds) => turnsFor(ctx, row, contactIds) } : {}),
    });
    ctx.audit({ asked, ...(reason ? { reason } : {}), ...(messageIds ? { messageIds } : {}) });
    if (asked > 0) {
      if (inTurn && !atOnce) await closeToRespread(ctx, row);
      else await wakeQueued(ctx, id);
    }
    return { asked, nextCursor: last ? encodeCursor([last]) : null };
  },
});
