import { formatExact, formatWhen } from './format';

type TimeProps = {
  at: string | Date;
  /** The moment the page shows; passed from the server so that both renders agree. */
  now: string | Date;
  zone: string;
  locale?: string;
  className?: string;
};

/** A moment: near ones relative, far ones as a date; exact with zone in the title. */
export function Time({ at, now, zone, locale, className }: TimeProps) {
  return (
    <time
      dateTime={typeof at === 'string' ? at : at.toISOString()}
      title={formatExact(at, zone, locale)}
      className={className}
      suppressHydrationWarning
    >
      {formatWhen(at, now, zone, locale)}
    </time>
  );
}
