import { changeConsent, unsubscribeRecipient } from '@/lib/feedback';
import { notFound } from '@/lib/platform/errors';
import { asRecipient, auditLink, type PublicCall } from './link';
import { heldOf, holdRecipient } from './recipient';

/** Takes the bearer of the link off all mailings, at once; a repeat changes nothing. Throws `not_found`. */
export const unsubscribe = (
  token: string,
  call: PublicCall & { source?: 'one_click' | 'preference_page' } = {},
): Promise<void> =>
  asRecipient(token, call, async (link) => {
    const source = call.source ?? 'preference_page';
    const detail = source === 'one_click' ? 'One-click unsubscribe in the mail program' : 'Unsubscribe page';
    const recipient = await holdRecipient(link);
    const held = await heldOf(link, recipient);
    const known = await unsubscribeRecipient(link.sql, link.tenant, {
      messageId: link.messageId,
      source,
      detail,
      at: link.now,
    });
    if (!known) throw notFound('link');
    // Of email the suppressed address ends the rest as well; another channel has only the ledger.
    if (recipient.channel !== 'email' && held.purposes.some((one) => one.purpose === 'service' && one.granted))
      await changeConsent(link.sql, link.tenant, {
        ...{ contactId: recipient.contactId, channel: recipient.channel, purpose: 'service', granted: false },
        ...{ source, detail, actor: `public:${link.messageId}`, at: link.now },
      });
    await auditLink(link, 'preferences.unsubscribe', { source });
  });
