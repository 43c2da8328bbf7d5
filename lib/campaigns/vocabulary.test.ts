import { expect, it } from 'vitest';
import { channels } from '@/lib/contacts/vocabulary';
import { deliveryEvents } from '@/lib/pipeline/vocabulary';
import { comesBack } from './vocabulary';

it('all that is counted comes back of mail; of other channels what something tells of, and everywhere that people leave', () => {
  const counted = deliveryEvents.filter((event) => !['accepted', 'auto_replied', 'delivered'].includes(event));
  const silent = (channel: string) => counted.filter((event) => !comesBack(channel, event));
  expect(Object.fromEntries(channels.map((channel) => [channel, silent(channel)]))).toEqual({
    email: [],
    sms: ['opened', 'complained'],
    whatsapp: ['complained'],
    push: ['opened', 'replied', 'bounced', 'complained'],
    webhook: ['opened', 'clicked', 'replied'],
  });
});
