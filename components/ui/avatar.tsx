import { cn } from './cn';
import { hueOf, initials } from './format';

const sizes = {
  xs: 'size-5 text-[0.5625rem]',
  sm: 'size-6 text-[0.625rem]',
  md: 'size-8 text-xs',
  lg: 'size-13 text-lg',
};
const hues = {
  1: 'bg-who-1 text-who-1-text',
  2: 'bg-who-2 text-who-2-text',
  3: 'bg-who-3 text-who-3-text',
  4: 'bg-who-4 text-who-4-text',
  5: 'bg-who-5 text-who-5-text',
  6: 'bg-who-6 text-who-6-text',
};

/** Initials on a disc. Decorative: the name stands beside it. */
export function Avatar({ name, size = 'sm' }: { name: string; size?: keyof typeof sizes }) {
  return (
    <span
      aria-hidden
      className={cn(
        'inline-grid flex-none place-items-center rounded-full leading-none font-semibold',
        sizes[size],
        hues[hueOf(name)],
      )}
    >
      {initials(name)}
    </span>
  );
}
