import { describe, expect, it } from 'vitest';
import { maxFactItems, messageFacts, messagesTold, type MessageFactItem } from './events';

const source = { channel: 'email', sourceType: 'campaign', sourceId: 'c', templateId: null } as const;
const payloadsOf = (items: MessageFactItem[]) => messageFacts('failed', { ...source, items }).map((f) => f.payload);
const [at, later] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:01.000Z'];

describe('facts about messages', () => {
  it('have a column for each key, one value where all are told the same', () => {
    const [payload] = payloadsOf([
      { id: 'm1', contactId: 'p1', at, detail: '550' },
      { id: 'm2', contactId: 'p2', at, detail: '550' },
    ]);
    expect(payload).toEqual({
      ...source,
      ...{ messageIds: ['m1', 'm2'], contactIds: ['p1', 'p2'], at, detail: '550' },
    });
  });

  it('tell each apart where they differ, and null where nothing is told of one', () => {
    const [payload] = payloadsOf([
      { id: 'm1', contactId: 'p1', at },
      { id: 'm2', contactId: 'p2', at: later, detail: '550', machine: 'honeypot' },
    ]);
    expect(payload).toMatchObject({ at: [at, later], detail: [null, '550'], machine: [null, 'honeypot'] });
  });

  it('are of a thousand at most, with the instant of the last as their version', () => {
    const items = Array.from({ length: maxFactItems + 1 }, (_, i) => ({ id: `m${i}`, contactId: `p${i}`, at }));
    const facts = messageFacts('sent', { ...source, items: [...items.slice(0, -1), { ...items.at(-1)!, at: later }] });
    expect(facts.map(({ version, payload }) => [version, messagesTold(payload).length])).toEqual([
      [Date.parse(at), maxFactItems],
      [Date.parse(later), 1],
    ]);
  });

  it('are read as they were told, the same throughout or not, and in the form of before', () => {
    const same = [
      { id: 'm1', contactId: 'p1', at, detail: '550' },
      { id: 'm2', contactId: 'p2', at, detail: '550' },
    ];
    const apart = [
      { id: 'm1', contactId: 'p1', at },
      { id: 'm2', contactId: 'p2', at: later, detail: '550', machine: 'honeypot' },
    ];
    for (const items of [same, apart]) {
      const [payload] = payloadsOf(items);
      expect(messagesTold(payload!)).toMatchObject(items);
      expect(messagesTold({ ...source, items })).toEqual(items);
    }
  });

  it('of which a part is missing are read with that part missing', () => {
    const told = (payload: object) => messagesTold({ ...payload });
    expect([told({}), told({ messageIds: 'm1', items: 1 })]).toEqual([[], []]);
    expect(told({ items: [null, { id: 'm1' }] })).toEqual([{}, { id: 'm1' }]);
    expect(told({ messageIds: ['m1'], contactIds: ['p1', 'p2'], at: [at] })).toMatchObject([
      { id: 'm1', contactId: 'p1', at },
      { id: undefined, contactId: 'p2', at: undefined },
    ]);
  });
});
