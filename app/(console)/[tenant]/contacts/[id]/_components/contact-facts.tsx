import { FactStrip } from '@/components/ui/fact-strip';
import { formatClock } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { Contact } from '@/lib/contacts/schema';

type ContactFactsProps = { contact: Contact; now: string; zone: string };

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Six cells under the name. */
export function ContactFacts({ contact, now, zone }: ContactFactsProps) {
  const theirs = contact.timeZone && isZone(contact.timeZone) ? contact.timeZone : null;
  return (
    <FactStrip
      facts={[
        {
          label: 'Last activity',
          value: contact.lastActivityAt ? <Time at={contact.lastActivityAt} now={now} zone={zone} /> : '–',
        },
        { label: 'Country', value: contact.country ?? '–' },
        { label: 'Language', value: contact.language ?? '–' },
        { label: 'Local time', value: theirs ? formatClock(now, theirs) : '–', ...(theirs ? { note: theirs } : {}) },
        { label: 'Came by', value: contact.source ?? '–' },
        { label: 'Added', value: <Time at={contact.createdAt} now={now} zone={zone} /> },
      ]}
    />
  );
}
