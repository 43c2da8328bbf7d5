import { FactStrip } from '@/components/ui/fact-strip';
import { formatClock } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { Contact } from '@/lib/contacts/schema';

type ContactFactsProps = {
  contact: Contact;
  now: string;
  zone: string;
  /** Whose clock holds for them, and where it comes from. */
  clock: { zone: string; words: string };
};

/** Six cells under the name. */
export function ContactFacts({ contact, now, zone, clock }: ContactFactsProps) {
  return (
    <FactStrip
      facts={[
        {
          label: 'Last activity',
          value: contact.lastActivityAt ? <Time at={contact.lastActivityAt} now={now} zone={zone} /> : '–',
        },
        { label: 'Country', value: contact.country ?? '–' },
        { label: 'Language', value: contact.language ?? '–' },
        { label: 'Local time', value: formatClock(now, clock.zone), note: clock.words.replaceAll('_', ' ') },
        { label: 'Came by', value: contact.source ?? '–' },
        { label: 'Added', value: <Time at={contact.createdAt} now={now} zone={zone} /> },
      ]}
    />
  );
}
