import { expect, it } from 'vitest';
import { sesHook } from './ses';

const read = (eventType: string, more: object) => {
  const mail = { timestamp: '2026-11-21T09:00:00.000Z', tags: { ao_message: ['m'] } };
  const Message = JSON.stringify({ eventType, mail, ...more });
  const raw = Buffer.from(JSON.stringify({ Type: 'Notification', MessageId: 's', Message }));
  return sesHook(() => Promise.reject(new Error('not asked'))).read({
    url: new URL('https://x/'),
    header: () => null,
    raw,
  });
};

it('a message that SES could not make has come back, and says nothing of its address', () => {
  const failure = { errorMessage: 'Attribute name is missing', templateName: 'T' };
  expect(read('Rendering Failure', { failure })).toMatchObject([
    { messageId: 'm', event: 'bounced', isHard: false, detail: 'Attribute name is missing' },
  ]);
});

it.each([
  [true, ['unsubscribed']],
  [false, []],
])('who changes what they get from a list of SES has left where they left all: %s', (unsubscribeAll, expected) => {
  const topicSubscriptionStatus = [{ topicName: 'News', subscriptionStatus: 'OptOut' }];
  const newTopicPreferences = { unsubscribeAll, topicSubscriptionStatus };
  const told = read('Subscription', { subscription: { timestamp: '2026-11-21T10:00:00.000Z', newTopicPreferences } });
  expect(told.map(({ event }) => event)).toEqual(expected);
});
