'use client';

import Link from 'next/link';
import { Slot } from 'radix-ui';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { buttonClass, type ButtonSize, type ButtonVariant } from './button-class';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icons';
import { Tooltip } from './tooltip';

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: IconName; iconEnd?: IconName; className?: string };
type ButtonProps = Look & {
  /** Runs now: keeps its width and takes no second click. */
  busy?: boolean;
  /** Why it cannot be used. Its presence is what disables the button; there is no mute grey. */
  reason?: string;
  asChild?: boolean;
  children: ReactNode;
} & Omit<ComponentProps<'button'>, 'disabled' | 'children' | 'className'>;

/** Acts. One primary in a view. */
export function Button(props: ButtonProps) {
  const { variant, size, icon, iconEnd, busy, reason, asChild, className, children, onClick, type, ...rest } = props;
  const off = Boolean(busy || reason);
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  const Tag = asChild ? Slot.Root : 'button';
  const button = (
    <Tag
      {...rest}
      {...(asChild ? {} : { type: type ?? 'button' })}
      aria-busy={busy || undefined}
      aria-disabled={off || undefined}
      onClick={click}
      className={buttonClass(variant, size, className)}
    >
      {icon ? <Icon name={icon} className={cn(busy && 'opacity-0')} /> : null}
      {asChild ? (
        <Slot.Slottable>{children}</Slot.Slottable>
      ) : (
        <span className={cn(busy && 'opacity-0')}>{children}</span>
      )}
      {iconEnd ? <Icon name={iconEnd} size={14} className={cn(busy && 'opacity-0')} /> : null}
      {busy ? <Icon name="loader" className="absolute animate-spin" /> : null}
    </Tag>
  );
  return reason ? <Tooltip label={reason}>{button}</Tooltip> : button;
}

type ButtonLinkProps = Look & { href: string; children: ReactNode } & Omit<
    ComponentProps<typeof Link>,
    'href' | 'className'
  >;

/** Goes somewhere, looks like a button. Usable from server components. */
export function ButtonLink({ variant, size, icon, iconEnd, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonClass(variant, size, className)}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
      {iconEnd ? <Icon name={iconEnd} size={14} /> : null}
    </Link>
  );
}
