import { describe, expect, it } from 'vitest';
import { channels } from '@/lib/contacts/vocabulary';
import { failureText, reasonText, waitText } from './words';

describe('why somebody was not sent to', () => {
  it('names the consent that is missing by the channel, and no other channel', () => {
    expect(channels.map((channel) => reasonText('no_consent', channel))).toEqual([
      'No consent to email',
      'No consent to SMS messages',
      'No consent to WhatsApp messages',
      'No consent to notifications',
      'No consent to messages by webhook',
    ]);
    for (const channel of channels)
      for (const say of [failureText, waitText])
        expect(say('no_consent', channel)).toBe(reasonText('no_consent', channel));
  });

  it('calls what bounced before by what the channel goes to', () => {
    expect(['email', 'sms', 'whatsapp'].map((channel) => reasonText('suppressed_bounce', channel))).toEqual([
      ...['The address is gone', 'The number is gone', 'The number is gone'],
    ]);
  });

  it('says all else alike on each channel, and a server’s code behind the words', () => {
    for (const channel of channels) {
      expect(reasonText('consent_withdrawn', channel)).toBe('Refused, or consent was withdrawn');
      expect(failureText('5.1.1', channel)).toBe('No such mailbox, or it takes no mail (5.1.1)');
    }
  });
});
