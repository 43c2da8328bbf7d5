import type { Outgoing } from '@/lib/campaigns/schema';
import { channelWords } from '@/lib/sending/vocabulary';
import type { Need } from './needs';

/** What is being sent, or waits to be, and reaches nobody: the sandbox takes it. */
export function sandboxNeeds(channels: Outgoing['channels'], href: string): Need[] {
  return channels
    .filter(({ sandbox, state }) => sandbox !== null && state !== 'idle')
    .map(({ channel, sandbox }) => ({
      key: `sandbox-${channel}`,
      icon: 'mailbox',
      tone: 'warn',
      title: `What is sent by ${channelWords[channel]} reaches nobody`,
      detail: sandbox ?? '',
      at: null,
      href,
      verb: 'Look',
    }));
}
