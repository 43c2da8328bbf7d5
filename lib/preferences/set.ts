import { changeConsent, recordFeedback, suppress } from '@/lib/feedback';
import { purposes } from '@/lib/contacts/vocabulary';
import { parseInput } from '@/lib/platform/command';
import { asRecipient, auditLink, type PublicCall } from './link';
import { recipientOf, topicsOf } from './peek';
import { PreferenceChoice, type Preferences } from './schema';

/**
 * Sets which topics the bearer of the link wants. Wanting any takes the address off the list of the unsubscribed;
 * wanting none puts it there. Returns what holds now. Throws `not_found`, `invalid`.
 */
export async function setPreferences(
  token: string,
  input: PreferenceChoice,
  call: PublicCall = {},
): Promise<Preferences> {
  const choice = parseInput(PreferenceChoice, input);
  return asRecipient(token, call, async (link) => {
    const { sql, tenant, messageId, now } = link;
    const recipient = await recipientOf(link);
    const before = await topicsOf(link, recipient);
    const wanted = purposes.map((purpose) => ({
      purpose,
      granted: choice.topics[purpose] ?? before.find((one) => one.purpose === purpose)?.granted ?? false,
    }));
    for (const { purpose, granted } of wanted) {
      if (choice.topics[purpose] === undefined && granted === before.find((one) => one.purpose === purpose)?.granted)
        continue;
      await changeConsent(sql, tenant, {
        contactId: recipient.contactId,
        channel: 'email',
        purpose,
        granted,
        source: 'preference_page',
        detail: 'Preference page',
        actor: `public:${messageId}`,
        at: now,
      });
    }
    if (wanted.some((one) => one.granted)) {
      // The address that was written to, which need not be the one the contact has by now.
      await sql`select lift_unsubscription(${tenant}, ${recipient.email}, ${now})`;
    } else {
      await suppress(
        sql,
        tenant,
        { email: recipient.email, reason: 'unsubscribe', detail: 'Preference page', messageId },
        now,
      );
      await recordFeedback(
        sql,
        tenant,
        [{ messageId, event: 'unsubscribed', at: now, key: 'unsubscribed', metadata: { source: 'preference_page' } }],
        now,
      );
    }
    await auditLink(link, 'preferences.set', Object.fromEntries(wanted.map((one) => [one.purpose, one.granted])));
    return { tenantName: recipient.tenantName, email: recipient.email, topics: await topicsOf(link, recipient) };
  });
}
