import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import type { Outcome } from '@/components/outcome/outcomes';
import { Time } from '@/components/ui/time';
import type { TestMessage } from '@/lib/test-messages/schema';
import type { TestState } from '@/lib/test-messages/vocabulary';
import { wordsOf } from './words';

export const outcomeOf: Record<TestState, Outcome> = {
  ...{ sending: 'inProgress', accepted: 'sent', refused: 'skipped', failed: 'failed', uncertain: 'uncertain' },
};

type TestListProps = {
  label: string;
  items: readonly TestMessage[];
  /** Names of the variants, by position. */
  variants: readonly string[];
  now: string;
  zone: string;
};

/** What became of each test, with the words of the gate or the server. */
export function TestList({ label, items, variants, now, zone }: TestListProps) {
  return (
    <ul aria-label={label} className="divide-y divide-line border-y border-line">
      {items.map((test) => (
        <li key={test.id} className="grid gap-1 py-2">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <OutcomeBadge outcome={outcomeOf[test.status]} />
            <span className="min-w-0 font-medium wrap-anywhere">{test.to ?? 'A member'}</span>
            <span className="ml-auto text-xs text-ink-3">
              <Time at={test.createdAt} now={now} zone={zone} />
            </span>
          </div>
          {test.answer ? <p className="text-ink-2 wrap-anywhere">{wordsOf(test, zone)}</p> : null}
          <p className="text-xs text-ink-3">{detailsOf(test, variants)}</p>
        </li>
      ))}
    </ul>
  );
}

function detailsOf(test: TestMessage, variants: readonly string[]): string {
  const name = test.variant === null ? undefined : variants[test.variant];
  return [
    `Version ${test.templateVersion}`,
    ...(name === undefined ? [] : [`variant ${name}`]),
    test.contact ? `filled in for ${test.contact.name}` : 'filled in for its reader',
    ...(test.provider ? [`by ${test.provider}`] : []),
    ...(test.askedBy === null ? [] : [`asked by ${test.askedBy}`]),
  ].join(' · ');
}
