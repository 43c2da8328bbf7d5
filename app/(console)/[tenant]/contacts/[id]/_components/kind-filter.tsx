import { kindLabels } from '@/components/contacts/timeline-words';
import { ChoiceLinks } from '@/components/ui/choice-links';
import { timelineKinds, type TimelineKind } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';

type KindFilterProps = { tenant: string; id: string; kind: TimelineKind | undefined };

/** Which lines of the timeline to show. */
export function KindFilter({ tenant, id, kind }: KindFilterProps) {
  const choices = [
    { value: undefined, label: 'All' },
    ...timelineKinds.map((value) => ({ value, label: kindLabels[value] })),
  ].map(({ value, label }) => ({ href: pages.contact(tenant, id, { kind: value }), label, current: value === kind }));
  return <ChoiceLinks label="Kinds of lines" choices={choices} className="mb-4" />;
}
