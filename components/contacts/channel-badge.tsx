import { channels } from '@/lib/contacts/vocabulary';
import { Badge } from '../ui/badge';
import { channelIcons } from './channel-icons';
import { channelNames } from './channel-names';

/** A channel by its icon and name. */
export function ChannelBadge({ channel }: { channel: string }) {
  const known = channels.find((each) => each === channel) ?? 'email';
  return <Badge icon={channelIcons[known]}>{channelNames[known]}</Badge>;
}
