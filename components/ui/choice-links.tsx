import Link from 'next/link';
import { cn } from './cn';

type Choice = { href: string; label: string; current: boolean };
type ChoiceLinksProps = { label: string; choices: readonly Choice[]; className?: string };

/** Which kind of a list to show, one at a time; the choice is in the address. */
export function ChoiceLinks({ label, choices, className }: ChoiceLinksProps) {
  return (
    <nav aria-label={label} className={cn('flex gap-1 overflow-x-auto scroll-none', className)}>
      {choices.map((each) => (
        <Link
          key={each.label}
          href={each.href}
          aria-current={each.current ? 'true' : undefined}
          scroll={false}
          className="inline-flex h-7 flex-none items-center rounded-full border border-line px-3 text-xs font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:bg-hover aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent-text pointer-coarse:h-11"
        >
          {each.label}
        </Link>
      ))}
    </nav>
  );
}
