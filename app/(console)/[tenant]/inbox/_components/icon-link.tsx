import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import type { IconName } from '@/components/ui/icons';
import { cn } from '@/components/ui/cn';

/** A place to go, shown as an icon alone. */
export function IconLink({
  href,
  label,
  icon,
  className,
}: {
  href: string;
  label: string;
  icon: IconName;
  className?: string;
}) {
  return (
    <Link
      href={href}
      aria-label={label}
      className={cn('grid size-11 flex-none place-items-center rounded-sm text-ink-2 hover:bg-hover', className)}
    >
      <Icon name={icon} />
    </Link>
  );
}
