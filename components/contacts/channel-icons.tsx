import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import type { IconName } from '@/components/ui/icons';
import type { Channel } from '@/lib/contacts/vocabulary';
import { channelNames } from './channel-names';

export const channelIcons: Record<Channel, IconName> = {
  email: 'mail',
  sms: 'phone',
  whatsapp: 'message-circle',
  push: 'bell',
  webhook: 'webhook',
};

type ReachProps = { email: string | null; phone: string | null; consent: Record<string, boolean | null> };

/** Why marketing may not go over a channel; null: it may. */
function obstacle(address: string | null, granted: boolean | null | undefined, what: string): string | null {
  if (!address) return `no ${what}`;
  if (granted === undefined || granted === null) return 'never asked for consent';
  return granted ? null : 'consent withdrawn';
}

/** By which channels marketing may reach this contact: an icon each, struck through when it may not. */
export function Reach({ email, phone, consent }: ReachProps) {
  const channels = [
    { channel: 'email' as const, why: obstacle(email, consent['email'], 'address') },
    { channel: 'sms' as const, why: obstacle(phone, consent['sms'], 'number') },
  ];
  return (
    <span className="inline-flex gap-2 align-middle">
      {channels.map(({ channel, why }) => {
        const words = `${channelNames[channel]}: ${why ?? 'yes'}`;
        return (
          <span key={channel} title={words} className="relative inline-grid place-items-center">
            <Icon name={channelIcons[channel]} className={cn(why ? 'text-ink-off' : 'text-ink-2')} />
            {why ? <span aria-hidden className="absolute h-px w-5 -rotate-45 bg-ink-3" /> : null}
            <span className="sr-only">{words}</span>
          </span>
        );
      })}
    </span>
  );
}
