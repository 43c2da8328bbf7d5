import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import type { IconName } from '@/components/ui/icons';
import type { Channel } from '@/lib/contacts/vocabulary';
import { channelNames } from './channel-names';
import { reachOf, type Reachable } from './reach';

export const channelIcons: Record<Channel, IconName> = {
  email: 'mail',
  sms: 'phone',
  whatsapp: 'message-circle',
  push: 'bell',
  webhook: 'webhook',
};

type ReachProps = Reachable & { email: string | null; phone: string | null };

/** Why marketing may not go over a channel; null: it may. */
function obstacle(contact: Reachable, channel: 'email' | 'sms', address: string | null): string | null {
  if (!address) return channel === 'email' ? 'no address' : 'no number';
  const { may, word, detail } = reachOf(contact, channel);
  return may ? null : `${word.toLowerCase()}${detail ? ` (${detail})` : ''}`;
}

/** By which channels marketing may reach this contact: an icon each, struck through when it may not. */
export function Reach({ email, phone, ...contact }: ReachProps) {
  const channels = [
    { channel: 'email' as const, why: obstacle(contact, 'email', email) },
    { channel: 'sms' as const, why: obstacle(contact, 'sms', phone) },
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
