import { channelIcons } from '@/components/contacts/channel-icons';
import { channelNames } from '@/components/contacts/channel-names';
import { reachOf } from '@/components/contacts/reach';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { CopyText } from '@/components/ui/copy-text';
import { DescriptionList } from '@/components/ui/description-list';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { Contact } from '@/lib/contacts/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { PushSubscription } from '@/lib/push/schema';

type Look = { now: string; zone: string };

/** Addresses, and whether marketing may go there as far as it lies in the person. */
export function ChannelsCard({ contact, browsers }: { contact: Contact; browsers: readonly PushSubscription[] }) {
  const names = browsers.filter(({ isReached }) => isReached).map(({ browser }) => browser);
  const lines: { channel: Channel; address: string | null }[] = [
    { channel: 'email', address: contact.email },
    { channel: 'sms', address: contact.phone },
    { channel: 'whatsapp', address: contact.phone },
    { channel: 'push', address: names.length > 0 ? names.join(', ') : null },
    // Every contact has it: shown to whom something was said of it.
    { channel: 'webhook', address: (contact.consent.webhook ?? null) === null ? null : 'By the contact itself' },
  ];
  return (
    <Card title="Channels and consent">
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {lines
          .filter(({ channel, address }) => channel === 'email' || address)
          .map(({ channel, address }) => ({ channel, address, reach: reachOf(contact, channel) }))
          .map(({ channel, address, reach: { word, tone, detail } }) => (
            <li key={channel} className="flex items-center gap-2.5">
              <Icon name={channelIcons[channel]} className="text-ink-3" />
              <span className="min-w-0 flex-1">
                <span className="block truncate" title={address ?? undefined}>
                  {address ?? 'No address'}
                </span>
                <span className="block text-xs text-ink-3">
                  {channelNames[channel]}, marketing{detail ? `: ${detail}` : ''}
                </span>
              </span>
              <Badge tone={tone}>{word}</Badge>
            </li>
          ))}
      </ul>
    </Card>
  );
}

const shownValue = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value);

/** Every field that is known. */
export function DetailsPanel({
  contact,
  labels,
  now,
  zone,
}: { contact: Contact; labels: Record<string, string> } & Look) {
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <Card title="Person">
        <DescriptionList
          items={[
            { term: 'First name', value: contact.firstName },
            { term: 'Last name', value: contact.lastName },
            { term: 'Email', value: contact.email },
            { term: 'Phone', value: contact.phone },
            { term: 'External id', value: contact.externalId },
            { term: 'Country', value: contact.country },
            { term: 'Language', value: contact.language },
            { term: 'Time zone', value: contact.timeZone },
            { term: 'Tags', value: contact.tags.join(', ') },
          ]}
        />
      </Card>
      <Card title="Attributes">
        <DescriptionList
          items={Object.entries(contact.attributes).map(([key, value]) => ({
            key,
            term: labels[key] ?? key,
            value: shownValue(value),
          }))}
        />
        {Object.keys(contact.attributes).length === 0 ? (
          <p className="text-ink-3">None yet. Edit the contact, or import a file with more columns.</p>
        ) : null}
      </Card>
      <Card title="Record">
        <DescriptionList
          items={[
            { term: 'Came by', value: contact.source },
            { term: 'Added', value: <Time at={contact.createdAt} now={now} zone={zone} /> },
            { term: 'Changed', value: <Time at={contact.updatedAt} now={now} zone={zone} /> },
            { term: 'Version', value: contact.version },
            { term: 'Id', value: <CopyText text={contact.id} label="contact id" /> },
          ]}
        />
      </Card>
    </div>
  );
}

type Consent = {
  id: string;
  channel: Channel;
  purpose: string;
  topic: { name: string } | null;
  granted: boolean;
  source: string;
  sourceDetail: string | null;
  occurredAt: string;
};

function verbOf({ purpose, granted, source }: Consent): string {
  if (purpose === 'any') return granted ? 'May be contacted again' : 'Do not contact';
  // A file knows no more than that they do not want it: whether they ever did, it does not say.
  return granted ? 'Agreed' : source === 'import' ? 'Refused' : 'Withdrew';
}

const aboutOf = ({ purpose, topic }: Consent) =>
  topic ? <span dir="auto">the topic “{topic.name}”</span> : purpose === 'any' ? 'anything' : purpose;

type TopicState = { topic: { id: string; name: string }; channel: Channel; granted: boolean };

/** What holds of the topics of which they said anything. */
export function TopicStates({ items }: { items: readonly TopicState[] }) {
  if (items.length === 0) return null;
  return (
    <Card title="Topics" meta="All others go as marketing does">
      <ul aria-label="Topics" className="grid gap-2">
        {items.map(({ topic, channel, granted: wanted }) => (
          <li key={`${topic.id} ${channel}`} className="flex items-center gap-2.5">
            <span className="min-w-0 flex-1">
              <span dir="auto" className="block break-words">
                {topic.name}
              </span>
              <span className="block text-xs text-ink-3">{channelNames[channel]}</span>
            </span>
            <Badge tone={wanted ? 'good' : 'bad'}>{wanted ? 'Yes' : 'No'}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The ledger of consent; the first line of each channel and purpose is what holds. */
export function ConsentLedger({ items, now, zone }: { items: readonly Consent[] } & Look) {
  if (items.length === 0)
    return <p className="text-ink-3">Nobody has asked yet. Campaigns skip this person until a consent is recorded.</p>;
  return (
    <ul className="divide-y divide-line">
      {items.map((line) => (
        <li key={line.id} className="flex items-start gap-2.5 py-2.5">
          <Icon name={line.granted ? 'shield-check' : 'shield-alert'} className="mt-0.5 text-ink-3" />
          <span className="min-w-0 flex-1">
            <span className="font-strong">{verbOf(line)}</span>: {aboutOf(line)} by {channelNames[line.channel]}
            <span className="block text-xs text-ink-3">
              {[line.source.replaceAll('_', ' '), line.sourceDetail].filter(Boolean).join(' · ')}
            </span>
          </span>
          <Time at={line.occurredAt} now={now} zone={zone} className="text-xs text-ink-3" />
        </li>
      ))}
    </ul>
  );
}
