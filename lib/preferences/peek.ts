import { asRecipient, type LinkTx, type PublicCall } from './link';
import { heldOf, recipientOf, type Held, type Recipient } from './recipient';
import type { Preferences } from './schema';
import { undoable } from './undo';

/** They want nothing and said so; who said nothing at all may still be written to. */
function isOff({ isSuppressed, closed, purposes: held, topics }: Held): boolean {
  if (isSuppressed || closed) return true;
  const left = held.some(({ purpose, granted }) => purpose === 'marketing' && granted === false);
  return left && ![...held, ...topics].some(({ granted }) => granted);
}

/** As the page shows it. */
export async function shownOf(link: LinkTx, recipient: Recipient): Promise<Preferences> {
  const held = await heldOf(link, recipient);
  const about = held.topics.find(({ id }) => id === recipient.topicId);
  return {
    tenantName: recipient.tenantName,
    channel: recipient.channel,
    address: recipient.address,
    isOff: isOff(held),
    canLeave: !isOff(held) || !held.isLeft,
    closed: held.closed,
    purposes: held.purposes,
    topics: held.topics,
    topic: about
      ? { id: about.id, name: about.name, granted: about.granted, leave: await leaveOf(about.granted) }
      : null,
  };
  async function leaveOf(granted: boolean | null) {
    if (granted !== false) return 'now';
    if (held.closed) return null;
    return (await undoable(link, recipient, held)) ? 'instead' : null;
  }
}

/** What an unsubscribe or preferences link shows; changes nothing. Throws `not_found`. */
export const peek = (token: string, call: PublicCall = {}): Promise<Preferences> =>
  asRecipient(token, call, async (link) => shownOf(link, await recipientOf(link)));
