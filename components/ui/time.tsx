import { formatAgo, formatExact, formatUntil, formatWhen } from './format';

type TimeProps = {
  at: string | Date;
  /** The moment the page shows; passed from the server so that both renders agree. */
  now: string | Date;
  zone: string;
  /** In a sentence: “3 min ago”, “on 14 Nov”. */
  ago?: boolean;
  /** Of what is waited for: “until 12:46”. */
  until?: boolean;
  locale?: string;
  className?: string;
};

/** A moment: near ones relative, far ones as a date; exact with zone in the title. */
export function Time({ at, now, zone, ago, until, locale, className }: TimeProps) {
  const words = until ? formatUntil : ago ? formatAgo : formatWhen;
  return (
    <time
      dateTime={typeof at === 'string' ? at : at.toISOString()}
      title={formatExact(at, zone, locale)}
      className={className}
      suppressHydrationWarning
    >
      {words(at, now, zone, locale)}
    </time>
  );
}
