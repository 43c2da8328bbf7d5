import { Badge, Count } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { Need } from './needs';

const marks = {
  live: 'bg-live-soft text-live-text',
  warn: 'bg-warn-soft text-warn-text',
  bad: 'bg-bad-soft text-bad-text',
  unsure: 'bg-unsure-soft text-unsure-text',
  quiet: 'bg-quiet-soft text-quiet-text',
};
type NeedsProps = { needs: readonly Need[]; more: number; now: string; zone: string };

/** What needs a person today; one verb each. */
export function NeedsCard({ needs, more, now, zone }: NeedsProps) {
  return (
    <Card title={<>Needs you {needs.length > 0 ? <Count value={needs.length + more} /> : null}</>} flush>
      {needs.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-6 text-ink-2">
          <Icon name="check-check" className="text-good-text" /> Nothing waits for you.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {needs.map((need) => (
            <li key={need.key} className="flex min-h-14 items-center gap-x-3 gap-y-1.5 px-4 py-2 max-md:flex-wrap">
              <span className={`grid size-8 flex-none place-items-center rounded-sm ${marks[need.tone]}`}>
                <Icon name={need.icon} />
              </span>
              <span className="min-w-0 flex-1 max-md:basis-[calc(100%-2.75rem)]">
                <span dir="auto" className="line-clamp-3 font-medium wrap-anywhere">
                  {need.title}
                </span>
                <span dir="auto" className="line-clamp-4 text-xs text-ink-3 wrap-anywhere">
                  {need.detail}
                </span>
              </span>
              <span className="flex-1 text-xs whitespace-nowrap text-ink-3 max-md:ml-11 md:flex-none">
                {need.at ? <Time at={need.at} now={now} zone={zone} /> : null}
              </span>
              <ButtonLink size="sm" href={need.href} aria-label={`${need.verb}: ${need.title}`}>
                {need.verb}
              </ButtonLink>
            </li>
          ))}
        </ul>
      )}
      {more > 0 ? (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
          <Badge>{more} more</Badge> of the same kinds, in the inbox, under System and in Campaigns.
        </p>
      ) : null}
    </Card>
  );
}
