import { describe, expect, it } from 'vitest';
import { timelineEvents, timelineKinds } from '@/lib/contacts/vocabulary';
import { byDay, mergePages } from './timeline-days';
import { kindLabels, timelineSentence, timelineWords, type TimelineItem } from './timeline-words';

const line = (type: string, at = '2026-11-20T10:00:00.000Z', id = type): TimelineItem => ({
  id,
  type,
  title: type.startsWith('inbox.') ? 'A question' : (type.split('.')[1] ?? type),
  details: { channel: 'sms', purpose: 'service', added: ['a'], fields: ['firstName', 'attributes.class_year'] },
  sourceType: null,
  sourceId: null,
  actor: null,
  occurredAt: at,
});

describe('the words of the timeline', () => {
  it.each(Object.values(timelineEvents).flat())('say %s in plain words, never by its name', (type) => {
    const { lead, note } = timelineWords(line(type));
    for (const said of [lead, note ?? '']) {
      expect(said).not.toMatch(/\w\.\w|_/);
      expect(said).not.toBe(type.split('.')[1]);
    }
    expect(lead).toMatch(/^[A-Z]/);
    expect(timelineWords(line(type)).icon).not.toBe('history');
  });

  it('tell who waits for a winner from who waits for a turn', () => {
    expect(timelineSentence(line('message.planned')).text).toBe('Waits for the winner: a message');
    expect(timelineSentence(line('message.queued')).text).toBe('Waits to be sent: a message');
  });

  it.each([
    ['planned', 'sending', {}, null, 'Waits for the winner to be chosen.', false],
    [
      'planned',
      'sending',
      { decidedAt: '2026-11-20T09:00:00.000Z' },
      null,
      'Gets the winner next: it is chosen.',
      false,
    ],
    ['queued', 'sending', { perHour: 1200 }, 3, 'Waits for its turn, at most 1,200 an hour.', true],
    ['queued', 'sending', { sendLocal: true }, 3, 'Waits for the campaign’s hour on their own clock.', true],
    ['queued', 'paused', { perHour: 1200 }, 3, 'Waits until the campaign is resumed.', false],
    ['queued', 'sending', { perHour: 1200 }, -1, undefined, false],
  ] as const)('say of who is %s while the campaign is %s, and goes by %j, what its recipients’ list says', (...row) => {
    const [state, status, options, hours, note, isTold] = row;
    const now = '2026-11-20T12:00:00.000Z';
    const due = hours === null ? null : new Date(Date.parse(now) + hours * 3600_000).toISOString();
    const turns = { status, options: { perHour: null, sendLocal: false, decidedAt: null, ...options } };
    const item = { ...line(`message.${state}`), details: { dueAt: due?.replace('Z', '+00:00') } };
    const told = timelineWords(item, { label: 'Appeal', turns }, now);
    expect([told.lead, told.note, told.due]).toEqual(['Waits to be sent:', note, isTold ? due : undefined]);
  });

  it('name every kind that one can filter by', () => {
    expect(timelineKinds.map((kind) => kindLabels[kind]).filter(Boolean)).toHaveLength(timelineKinds.length);
  });

  it('name what a consent is for and which details changed', () => {
    expect(timelineWords(line('consent.granted')).lead).toBe('Agreed to service by SMS');
    expect(timelineWords(line('contact.updated')).note).toBe('first name, class year');
    const stop = { ...line('consent.withdrawn'), details: { purpose: 'any', channel: 'sms', source: 'inbound' } };
    expect(timelineWords(stop).lead).toBe('Withdrew anything by SMS');
    const staff = { ...stop, details: { purpose: 'any', channels: ['email', 'whatsapp'] } };
    expect(timelineWords(staff).lead).toBe('Withdrew anything by email, WhatsApp');
  });
});

describe('a line as one sentence', () => {
  it('tells what machines did as theirs, in the words of the timeline', () => {
    const machine = { ...line('message.opened'), details: { machine: true }, sourceType: 'campaign' };
    expect(timelineSentence(machine)).toEqual({ text: 'Machine open of a campaign', note: 'Not counted as an open.' });
    expect(timelineSentence({ ...machine, details: {} }).text).toBe('Opened a campaign');
    const appeal = { label: 'Winter appeal' };
    expect(timelineSentence({ ...machine, details: {} }, appeal).text).toBe('Opened Winter appeal');
    expect(timelineSentence(line('message.clicked')).text).toBe('Clicked in a message');
    expect(timelineSentence(line('contact.archived')).text).toBe('Archived');
  });
});

describe('the days of the timeline', () => {
  const now = '2026-11-21T00:30:00.000Z';

  it('are those of the zone, and the near ones have names', () => {
    const items = [
      '2026-11-21T00:10:00.000Z',
      '2026-11-20T23:50:00.000Z',
      '2026-11-19T12:00:00.000Z',
      '2025-03-02T12:00:00.000Z',
    ];
    const days = (zone: string) =>
      byDay(
        items.map((at) => line('contact.updated', at)),
        now,
        zone,
      ).map((d) => d.label);
    expect(days('UTC')).toEqual(['Today', 'Yesterday', 'Thu 19 Nov', 'Sun 2 Mar 2025']);
    expect(days('Europe/Berlin')).toEqual(['Today', 'Thu 19 Nov', 'Sun 2 Mar 2025']);
    expect(days('America/New_York')).toEqual(['Today', 'Yesterday', 'Sun 2 Mar 2025']);
  });

  it('lose no line and repeat none when the first page comes anew', () => {
    const at = (n: number) => `2026-11-20T10:00:0${n}.000Z`;
    const [a, b, c, d] = [1, 2, 3, 4].map((n) => line('contact.updated', at(n), `id${n}`)) as [
      TimelineItem,
      TimelineItem,
      TimelineItem,
      TimelineItem,
    ];
    const held = [c, b, a];
    expect(mergePages({ items: [d, c], nextCursor: 'x' }, held)).toEqual([d, c, b, a]);
    expect(mergePages({ items: [d], nextCursor: 'x' }, held)).toEqual([d, c, b, a]);
    const moved = { ...line('message.sent', at(9), 'id1') };
    expect(mergePages({ items: [moved, d, c], nextCursor: 'x' }, held)).toEqual([moved, d, c, b]);
    expect(mergePages({ items: [d], nextCursor: null }, held)).toEqual([d]);
  });
});
