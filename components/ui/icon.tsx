import { cn } from './cn';
import { icons, type IconName } from './icons';

type IconProps = { name: IconName; size?: 12 | 14 | 16 | 20; className?: string };

/** A decorative line icon: hidden from readers, so whatever holds it carries the words. */
export function Icon({ name, size = 16, className }: IconProps) {
  const Glyph = icons[name];
  const stroke = size === 12 ? 2.2 : 1.75;
  const rem = `${size / 16}rem`;
  return <Glyph aria-hidden width={rem} height={rem} strokeWidth={stroke} className={cn('flex-none', className)} />;
}
