import Link from 'next/link';
import { channelNames } from '@/components/contacts/channel-names';
import { reachOf } from '@/components/contacts/reach';
import { timelineSentence, type TimelineItem, type TimelineSource } from '@/components/contacts/timeline-words';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Chip } from '@/components/ui/chip';
import { DescriptionList } from '@/components/ui/description-list';
import { Time } from '@/components/ui/time';
import { getContact, listTimeline } from '@/lib/contacts';
import type { Channel } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { sourcesOf } from '../../timeline-sources';

async function read(ctx: Ctx, id: string) {
  try {
    const [contact, { items }] = await Promise.all([getContact(ctx, { id }), listTimeline(ctx, { id, limit: 6 })]);
    return { contact, timeline: items, sources: await sourcesOf(ctx, items) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null;
    throw error;
  }
}

/** `class_year` → "Class year". */
const attributeName = (key: string): string => {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Whom one writes with, and how: facts, may we write, what happened before. */
export async function ContextPane({ ctx, contactId, channel }: { ctx: Ctx; contactId: string; channel: Channel }) {
  const found = await read(ctx, contactId);
  if (!found) return <p className="p-5 text-ink-2">This contact has been deleted.</p>;
  const { contact, timeline, sources } = found;
  const now = ctx.clock.now().toISOString();
  const facts = Object.entries(contact.attributes).slice(0, 5);
  const reach = reachOf(contact, channel);
  return (
    <div className="divide-y divide-line">
      <div className="flex items-center gap-3 p-5">
        <Avatar name={contact.displayName} size="md" />
        <span className="min-w-0">
          <Link
            dir="auto"
            href={pages.contact(ctx.tenant, contact.id)}
            className="block truncate font-semibold hover:underline focus-visible:underline"
          >
            {contact.displayName}
          </Link>
          <span className="block truncate text-xs text-ink-3">
            {channel === 'email' ? contact.email : contact.phone}
          </span>
        </span>
      </div>
      <div className="p-5">
        <DescriptionList
          items={[
            channel === 'email' ? { term: 'Phone', value: contact.phone } : { term: 'Email', value: contact.email },
            { term: 'Language', value: contact.language },
            { term: 'Country', value: contact.country },
            ...facts.map(([key, value]) => ({ term: attributeName(key), value: String(value) })),
          ]}
        />
        {contact.tags.length > 0 ? (
          <p className="mt-3 flex flex-wrap gap-1.5">
            {contact.tags.map((tag) => (
              <Chip key={tag}>{tag}</Chip>
            ))}
          </p>
        ) : null}
      </div>
      <div className="flex items-center justify-between gap-2 p-5">
        <span>
          {channelNames[channel]} for mailings
          {reach.detail ? <span className="block text-xs text-ink-3">{reach.detail}</span> : null}
        </span>
        <Badge tone={reach.tone}>{reach.word}</Badge>
      </div>
      <div className="p-5">
        <h3 className="mb-2 font-semibold">Before this</h3>
        <ol className="flex flex-col gap-2">
          {timeline.map((entry) => (
            <li key={`${entry.id}-${entry.type}`} className="flex items-baseline gap-2">
              <Happened entry={entry} source={sources[entry.sourceId ?? '']} now={now} />
              <span className="text-xs whitespace-nowrap text-ink-3">
                <Time at={entry.occurredAt} now={now} zone={ctx.timeZone} />
              </span>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

type HappenedProps = { entry: TimelineItem; source: TimelineSource | undefined; now: string };

function Happened({ entry, source, now }: HappenedProps) {
  const { text, note } = timelineSentence(entry, source, now);
  return (
    <span className="block min-w-0 flex-1">
      <span dir="auto" className="block truncate">
        {text}
      </span>
      {note ? (
        <span dir="auto" className="block truncate text-xs text-ink-3">
          {note}
        </span>
      ) : null}
    </span>
  );
}
