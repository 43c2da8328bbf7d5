import { describe, expect, it } from 'vitest';
import { numberClass, refusedPurpose } from './number-class';

describe('what a code says of a number', () => {
  it.each(['21211', '21614', '30005', '30006'])('Twilio %s: it is gone for SMS', (code) => {
    expect(numberClass('sms', code)).toBe('hard');
    expect(numberClass('whatsapp', code)).toBe('undetermined');
  });
  it.each(['30003', '30036'])('Twilio %s: it was not reached now', (code) =>
    expect(numberClass('sms', code)).toBe('soft'),
  );
  it.each(['21610', '21408', '30001', '30007', '30008', '30011', '20003', '', null])(
    'Twilio %s tells nothing of the number',
    (code) => expect(numberClass('sms', code)).toBe('undetermined'),
  );
  it('WhatsApp: only that nobody can be reached there ends a number, never a test account, a window or a limit', () => {
    expect(numberClass('whatsapp', '131026')).toBe('hard');
    for (const code of ['131021', '131030', '131047', '131049', '130472', '131056', '131000'])
      expect(numberClass('whatsapp', code)).toBe('undetermined');
    expect(numberClass('sms', '131026')).toBe('undetermined');
  });
});

describe('what a code says of consent', () => {
  it('Twilio 21610 closes the channel, WhatsApp 131050 ends marketing, each on its own channel; any other says nothing', () => {
    expect([refusedPurpose('sms', '21610'), refusedPurpose('whatsapp', '131050')]).toEqual(['any', 'marketing']);
    for (const code of ['21611', '131047', '131049', 'constructor', '', null])
      expect([refusedPurpose('sms', code), refusedPurpose('whatsapp', code)]).toEqual([null, null]);
    expect([refusedPurpose('whatsapp', '21610'), refusedPurpose('email', '21610')]).toEqual([null, null]);
  });
});
