import { expect, it } from 'vitest';
import type { Campaign } from '@/lib/campaigns/schema';
import { changedSender, changedVariants } from './edited';

const variant = (position: number, name: string, subject: string | null): Campaign['options']['variants'][number] => ({
  ...{
    position,
    name,
    subject,
    templateSubject: null,
    templateId: 't',
    templateName: 'T',
    templateVersion: 1,
    weight: 1,
    isWinner: false,
  },
});
const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

it('only the variants that were changed are sent: who has the others is left alone', () => {
  const before = [variant(0, 'A', null), variant(1, 'B', 'Hi'), variant(2, 'C', 'Dear')];
  const same = {
    ...{ 'variants.0.name': 'A', 'variants.0.subject': ' ', 'variants.1.name': 'B', 'variants.1.subject': 'Hi' },
    ...{ 'variants.2.name': 'C', 'variants.2.subject': 'Dear' },
  };
  expect(changedVariants(before, form(same))).toEqual([]);
  expect(changedVariants(before, form({ ...same, 'variants.1.subject': '', 'variants.2.name': 'Warm' }))).toEqual([
    { position: 1, name: 'B', subject: null },
    { position: 2, name: 'Warm', subject: 'Dear' },
  ]);
});

it('a sender is sent only where another one was chosen, and none means the default one', () => {
  const before = { id: 'a', fromName: 'A', fromEmail: 'a@uni.example', deleted: true };
  expect(changedSender(before, form({ senderId: 'a' }))).toEqual({});
  expect(changedSender(before, form({}))).toEqual({});
  expect(changedSender(before, form({ senderId: 'b' }))).toEqual({ senderId: 'b' });
  expect(changedSender(before, form({ senderId: '' }))).toEqual({ senderId: null });
  expect(changedSender(null, form({ senderId: '' }))).toEqual({});
});
