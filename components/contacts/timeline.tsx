import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { formatClock, formatExact } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import { byDay } from './timeline-days';
import { timelineWords, type TimelineItem, type TimelineSource } from './timeline-words';

/** Lines with the names of what they are about, as a page reads them. */
export type TimelinePart = {
  items: TimelineItem[];
  nextCursor: string | null;
  sources: Record<string, TimelineSource>;
};
type LineProps = {
  sources: Record<string, TimelineSource>;
  /** Names of the people who act, by id. */
  people: Record<string, string>;
  now: string;
  zone: string;
};
type TimelineProps = LineProps & { items: readonly TimelineItem[] };

/** What happened with a contact, newest first, by day. */
export function Timeline({ items, ...look }: TimelineProps) {
  return byDay(items, look.now, look.zone).map(({ day, label, items: lines }) => (
    <section key={day} aria-label={label}>
      <h2 className="mb-2 text-xs font-medium text-ink-3">{label}</h2>
      <ol className="mb-2">
        {lines.map((item) => (
          <Line key={`${item.id}-${item.type}`} item={item} {...look} />
        ))}
      </ol>
    </section>
  ));
}

function Line({ item, sources, people, now, zone }: LineProps & { item: TimelineItem }) {
  const source = sources[item.sourceId ?? ''];
  const words = timelineWords(item, source, now);
  const actor = item.actor ? people[item.actor] : undefined;
  return (
    <li className="relative grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-3 pb-4 not-last:before:absolute not-last:before:top-7 not-last:before:bottom-0 not-last:before:left-3 not-last:before:w-px not-last:before:bg-line">
      <span className="grid size-6 place-items-center rounded-full border border-line bg-surface text-ink-3">
        <Icon name={words.icon} size={14} />
      </span>
      <div className="pt-0.5">
        <p>
          <span className="font-strong">{words.lead}</span> {words.subject ? <Subject source={source} /> : null}{' '}
          {words.badge ? <Badge tone={words.badge.tone}>{words.badge.word}</Badge> : null}
        </p>
        {words.note ? <p className="text-xs break-words text-ink-3">{words.note}</p> : null}
        {words.due ? (
          <p className="text-xs text-ink-3">
            Due <Time at={words.due} now={now} zone={zone} ago />
          </p>
        ) : null}
        {actor ? <p className="text-xs text-ink-3">By {actor}</p> : null}
        {!words.subject && source ? (
          <p className="text-xs">
            <Subject source={source} />
          </p>
        ) : null}
      </div>
      <time
        dateTime={item.occurredAt}
        title={formatExact(item.occurredAt, zone)}
        className="pt-0.5 text-xs text-ink-3 figures"
      >
        {formatClock(item.occurredAt, zone)}
      </time>
    </li>
  );
}

function Subject({ source }: { source: TimelineSource | undefined }) {
  if (!source) return <>a message</>;
  if (!source.href) return <>{source.label}</>;
  return (
    <Link href={source.href} className="link">
      {source.label}
    </Link>
  );
}
