import { z } from 'zod';
import { endReasons } from './vocabulary';

export const PushSubscription = z
  .object({
    id: z.string(),
    browser: z.string().describe('Such as “Firefox on Linux”, by what it said of itself.'),
    service: z.string().describe('The push service that takes its messages.'),
    createdAt: z.iso.datetime(),
    lastOkAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    isReached: z.boolean().describe('Messages go there: it did not end, and a provider that is on has its key.'),
    endReason: z.enum(endReasons).nullable(),
  })
  .meta({ id: 'PushSubscription' });
export type PushSubscription = z.infer<typeof PushSubscription>;
export const PushSubscriptions = z.object({ items: z.array(PushSubscription) });
