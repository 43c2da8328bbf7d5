import Link from 'next/link';
import { kindLabels } from '@/components/contacts/timeline-words';
import { timelineKinds, type TimelineKind } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';

type KindFilterProps = { tenant: string; id: string; kind: TimelineKind | undefined };

/** Which lines of the timeline to show; the choice is in the address. */
export function KindFilter({ tenant, id, kind }: KindFilterProps) {
  const choices = [
    { value: undefined, label: 'All' },
    ...timelineKinds.map((value) => ({ value, label: kindLabels[value] })),
  ];
  return (
    <nav aria-label="Kinds of lines" className="mb-4 flex gap-1 overflow-x-auto scroll-none">
      {choices.map(({ value, label }) => (
        <Link
          key={label}
          href={pages.contact(tenant, id, { kind: value })}
          aria-current={value === kind ? 'true' : undefined}
          scroll={false}
          className="inline-flex h-7 flex-none items-center rounded-full border border-line px-3 text-xs font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:bg-hover aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent-text pointer-coarse:h-11"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
