import { unsubscribeRecipient } from '@/lib/feedback';
import { notFound } from '@/lib/platform/errors';
import { asRecipient, auditLink, type PublicCall } from './link';

/** Takes the bearer of the link off all mailings, at once; a repeat changes nothing. Throws `not_found`. */
export const unsubscribe = (
  token: string,
  call: PublicCall & { source?: 'one_click' | 'preference_page' } = {},
): Promise<void> =>
  asRecipient(token, call, async (link) => {
    const source = call.source ?? 'preference_page';
    const detail = source === 'one_click' ? 'One-click unsubscribe in the mail program' : 'Unsubscribe page';
    const known = await unsubscribeRecipient(link.sql, link.tenant, {
      messageId: link.messageId,
      source,
      detail,
      at: link.now,
    });
    if (!known) throw notFound('link');
    await auditLink(link, 'preferences.unsubscribe', { source });
  });
