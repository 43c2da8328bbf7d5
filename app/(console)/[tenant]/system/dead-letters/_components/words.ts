import type { Tone } from '@/components/ui/badge';
import type { DeadLetter } from '@/lib/system/schema';

const consumers: Record<string, string> = {
  analytics: 'Analytics',
  'campaign-stats': 'Campaign figures',
  confirmations: 'Requests to confirm',
  refusals: 'Refused addresses',
  search: 'Search index',
  segments: 'Segments',
};

/** Who gave up, in the words of the screens; one that is not known by name, as well as it can be. */
export const consumerName = (consumer: string): string =>
  consumers[consumer] ?? `${consumer.charAt(0).toUpperCase()}${consumer.slice(1).replaceAll('-', ' ')}`;

export const stateLooks: Record<DeadLetter['state'], { tone: Tone; word: string }> = {
  open: { tone: 'bad', word: 'Given up' },
  replaying: { tone: 'live', word: 'Replaying' },
  replayed: { tone: 'good', word: 'Replayed' },
  discarded: { tone: 'quiet', word: 'Discarded' },
};
