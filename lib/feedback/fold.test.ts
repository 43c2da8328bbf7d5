import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryEvents, messageStates, outcomeOf } from '@/lib/pipeline/vocabulary';
import { fold, type Happened, type Held } from './fold';

const bare = (status: Held['status']): Held => ({
  status,
  inHands: false,
  deliveredAt: null,
  openedAt: null,
  machineOpenedAt: null,
  clickedAt: null,
  machineClickedAt: null,
  repliedAt: null,
  unsubscribedAt: null,
  bouncedAt: null,
  complainedAt: null,
});
const happened = fc.record({
  event: fc.constantFrom(...deliveryEvents),
  at: fc.integer({ min: 1, max: 50 }).map((n) => new Date(n * 1000)),
  machine: fc.boolean(),
});
const all = (status: Held['status'], events: readonly Happened[]) => events.reduce(fold, bare(status));
const at = (n: number) => new Date(n * 1000);
const person = (event: Happened['event'], n: number): Happened => ({ event, at: at(n), machine: false });

describe('fold', () => {
  it('ends in the same state whatever the order and repetition of the events', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...messageStates),
        fc.array(happened, { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (status, events, random) => {
          const shuffled = [...events, ...events.slice(0, 4)]
            .map((event) => ({ event, by: random.next().value ?? 0 }))
            .sort((a, b) => a.by - b.by)
            .map(({ event }) => event);
          expect(all(status, shuffled)).toEqual(all(status, events));
        },
      ),
    );
  });

  it('moves a message in the sum only to sent: whatever settles uncertain, and what shows that a refused one was taken', () => {
    const shows: readonly string[] = ['accepted', 'delivered', 'bounced', 'complained', 'replied'];
    fc.assert(
      fc.property(fc.constantFrom(...messageStates), fc.array(happened, { maxLength: 8 }), (status, events) => {
        const after = all(status, events).status;
        const isProven =
          status === 'uncertain'
            ? events.length > 0
            : ['queued', 'deferred', 'failed'].includes(status) && events.some(({ event }) => shows.includes(event));
        expect(outcomeOf[after]).toBe(isProven ? 'sent' : outcomeOf[status]);
      }),
    );
  });

  it('machines never count as people', () => {
    const after = all('sent', [
      { event: 'opened', at: at(1), machine: true },
      { event: 'clicked', at: at(2), machine: true },
    ]);
    expect(after).toMatchObject({ openedAt: null, clickedAt: null, machineOpenedAt: at(1), machineClickedAt: at(2) });
  });

  it.each([
    ['accepted', 'sent'],
    ['delivered', 'delivered'],
    ['opened', 'sent'],
    ['clicked', 'sent'],
    ['replied', 'sent'],
    ['bounced', 'bounced'],
    ['complained', 'complained'],
  ] as const)('uncertain is settled by %s as %s', (event, status) => {
    expect(all('uncertain', [person(event, 1)]).status).toBe(status);
  });

  it('a click implies an open, at the earlier of both times', () => {
    expect(all('sent', [person('clicked', 5), person('opened', 9)])).toMatchObject({
      clickedAt: at(5),
      openedAt: at(5),
    });
  });
});
