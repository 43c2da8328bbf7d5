import { describe, expect, it } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import type { HandOver } from './provider';
import { PushServices } from './push-services';

const browser = (contactId: string, host = 'fcm.googleapis.com') => ({
  ...{ id: contactId, messageId: contactId, contactId, p256dh: '', auth: '' },
  endpoint: `https://${host}/x`,
});
const throttled: HandOver = {
  ...{ state: 'refused', response: '429', transient: true, kind: 'throttle', retryAfterSeconds: 86_400 },
};
const keyless: HandOver = { state: 'refused', response: '403', transient: true, kind: 'auth' };
const away: HandOver = { state: 'unsent', reason: 'not reached' };

describe('what a push service says', () => {
  it('never rests it for others because of one person, however many browsers they have', () => {
    const services = new PushServices(fixedClock(new Date()));
    for (let i = 0; i < 20; i++)
      expect(services.judged(browser('ada'), throttled)).toMatchObject({
        isBlameless: true,
        retryAfterSeconds: 86_400,
      });
    expect(services.restsFor(browser('eve'))).toBe(0);
  });

  it('of a browser maker that is down rests that one alone, and its messages wait untried until it is back', () => {
    const clock = fixedClock(new Date());
    const services = new PushServices(clock);
    for (const who of ['a', 'b', 'c', 'd', 'e'])
      expect(services.judged(browser(who), away)).toEqual({ ...away, isBlameless: true });
    expect(services.restsFor(browser('f'))).toBe(30);
    expect(services.judged(browser('f'), away, { restsFor: 30 })).toMatchObject({
      state: 'unsent',
      retryAfterSeconds: 30,
    });
    expect(services.restsFor(browser('f', 'web.push.apple.com'))).toBe(0);
    clock.advance(31_000);
    expect(services.restsFor(browser('f'))).toBe(0);
    services.judged(browser('f'), { state: 'accepted', response: '201' });
    expect(services.restsFor(browser('a'))).toBe(0);
  });

  it('of our key is a fault of the provider once several people in a row were refused', () => {
    const services = new PushServices(fixedClock(new Date()));
    for (const who of ['a', 'a', 'b', 'c', 'd'])
      expect(services.judged(browser(who), keyless)).toMatchObject({ isBlameless: true });
    expect(services.judged(browser('e'), keyless)).not.toHaveProperty('isBlameless');
  });

  it.each([
    ['away', away, { state: 'refused', transient: true, code: 'unreachable' }],
    ['busy for a day', throttled, { retryAfterSeconds: 3600 }],
    ['silent', { state: 'unknown', reason: 'no answer' } as const, { state: 'unknown' }],
  ])('where anybody may have made it up is no fault of the provider, and counts as a try: %s', (_, said, meant) => {
    const services = new PushServices(fixedClock(new Date()));
    for (const who of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(services.judged(browser(who, 'x.notify.windows.com'), said)).toMatchObject({
        ...meant,
        isBlameless: true,
      });
    expect(services.restsFor(browser('g', 'x.notify.windows.com'))).toBe(0);
  });
});
