import { config } from '@/lib/platform/config';
import type { SendingRule } from './schema';

const since = '1970-01-01T00:00:00.000Z';

/** What the operator lets leave by the mail server of this installation: one count for all organisations that have no provider of their own. */
export function installationRules(): SendingRule[] {
  const { smtpUrl, smtpLimits } = config();
  if (!smtpUrl) return [];
  return smtpLimits.map(({ messages, seconds, eachMailboxProvider }) => ({
    id: `installation-${seconds}${eachMailboxProvider ? '-mailboxes' : ''}`,
    name: 'Mail server of this installation',
    builtIn: true,
    condition: { channels: ['email'] },
    rule: {
      type: 'capacity',
      action: { messages, seconds, per: eachMailboxProvider ? 'provider_and_recipient_provider' : 'provider' },
    },
    effectiveFrom: since,
    effectiveTo: null,
  }));
}
