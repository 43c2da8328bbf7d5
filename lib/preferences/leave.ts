import { invalid } from '@/lib/platform/errors';
import { asRecipient, auditLink, type PublicCall } from './link';
import { shownOf } from './peek';
import { heldOf, holdRecipient } from './recipient';
import { lift, markLeft, sayer } from './say';
import type { Preferences } from './schema';
import { undoable } from './undo';

/**
 * Leaves what the message was about and nothing else. Where this message brought an unsubscription just before, that is
 * taken back first: what was wanted before it, and nothing more, is wanted again. Throws `not_found`, `invalid`.
 */
export const leaveTopic = (token: string, call: PublicCall = {}): Promise<Preferences> =>
  asRecipient(token, call, async (link) => {
    const { sql, tenant } = link;
    const recipient = await holdRecipient(link);
    const [topic] = await sql<
      { id: string; name: string }[]
    >`select id, name from topics where tenant_id = ${tenant} and id = ${recipient.topicId}`;
    if (!topic) throw invalid('This message was about no topic. Choose what you get instead.');
    const change = sayer(link, recipient);
    const held = await heldOf(link, recipient);
    const undo = held.closed ? null : await undoable(link, recipient, held);
    // Before anything is wanted again: what the ledger still says held before the unsubscription, and holds again.
    if (undo) await lift(link, recipient);
    for (const purpose of undo?.purposes ?? []) await change({ purpose, granted: true });
    for (const alone of undo?.topics ?? []) await change({ purpose: 'topic', topic: alone, granted: true });
    if (await change({ purpose: 'topic', topic, granted: false })) await markLeft(link);
    const again = [...(undo?.purposes ?? []), ...(undo?.topics ?? []).map(({ id }) => id)];
    await auditLink(link, 'preferences.set', {
      ...Object.fromEntries(again.map((key) => [key, true])),
      [topic.id]: false,
    });
    return shownOf(link, recipient);
  });
