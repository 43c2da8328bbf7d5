import { describe, expect, it } from 'vitest';
import { deliveryEvents, messageStates } from '@/lib/pipeline/vocabulary';
import { timelineEvents } from './vocabulary';

describe('the kinds of the timeline', () => {
  it('hold every state of a message and everything that can come back for it', () => {
    const known: string[] = Object.values(timelineEvents).flat();
    for (const word of [...messageStates, ...deliveryEvents]) expect(known).toContain(`message.${word}`);
  });
});
