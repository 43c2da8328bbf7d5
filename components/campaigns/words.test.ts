import { describe, expect, it } from 'vitest';
import { channels } from '@/lib/contacts/vocabulary';
import { failureText, goWords, reasonText, ruleText, waitText } from './words';

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

  it('says of a server that only put it off that it did, and calls it no refusal, with the code beside the words', () => {
    const waits = 'Put off by the mail server, as greylisting does; it is tried again';
    expect(waitText('4.7.1', 'email')).toBe(`${waits} (4.7.1)`);
    expect(waitText('450', 'email')).toBe(`${waits} (450)`);
    expect(waitText('451', 'email')).toBe('Put off by the mail server; it is tried again (451)');
    expect(failureText('4.7.1', 'email')).toBe('Put off by the mail server until the tries ran out (4.7.1)');
    expect(['4.7.0', '4.7.1', '450', '451'].map(ruleText)).toEqual(Array(4).fill('Put off'));
    expect(waitText('4.2.0', 'email')).toBe('The mailbox takes no mail for now; it is tried again (4.2.0)');
    expect(failureText('5.7.1', 'email')).toBe('Refused by a rule of the mail server (5.7.1)');
    expect([ruleText('4.7.8'), ruleText('4.7.28'), ruleText('4.2.2')]).toEqual(['Sign-in', 'Rate', 'Mailbox']);
  });

  it('has words for each code by which a server puts off or refuses, and never says a code twice', () => {
    expect(['4.3.0', '4.3.1', '4.5.0', '4.0.0'].map((code) => waitText(code, 'email'))).toEqual(
      ['4.3.0', '4.3.1', '4.5.0', '4.0.0'].map((code) => `Put off by the mail server; it is tried again (${code})`),
    );
    expect(ruleText('4.3.0')).toBe('Put off');
    expect(failureText('4.3.0', 'email')).toBe('Put off by the mail server until the tries ran out (4.3.0)');
    expect(failureText('5.3.0', 'email')).toBe('Refused by the mail server (5.3.0)');
    for (const code of ['4.4.1', '4.4.2', '4.4.7'])
      expect(waitText(code, 'email')).toBe(`The domain was not reached; it is tried again (${code})`);
    expect(waitText('4.2.4', 'email')).toBe('The mailbox takes no mail for now; it is tried again (4.2.4)');
    expect(waitText('503', 'sms')).toBe('Put off by the provider for SMS; it is tried again (503)');
    expect(waitText('other', 'push')).toBe('Put off by the provider for Push; it is tried again');
    expect(failureText('21612', 'sms')).toBe('21612');
    // Too long for the mailbox, which is none the worse.
    expect([ruleText('5.2.3'), ruleText('5.2.4')]).toEqual(['Content', 'Mailbox']);
  });

  it('says of a refused sign-in that it is, and of one that was not checked that it is tried again', () => {
    for (const code of ['auth', '535', '530', '5.7.8'])
      expect(waitText(code, 'email')).toMatch(/^The mail server refuses our sign-in( \(.*\))?$/);
    expect(waitText('auth', 'sms')).toBe('The provider for SMS refuses our sign-in');
    expect(failureText('auth', 'email')).toBe('The mail server refused our sign-in');
    expect(waitText('454', 'email')).toBe('The mail server could not check our sign-in; it is tried again (454)');
    expect(waitText('settings', 'webhook')).toMatch(/^The settings of the provider for Webhook allow no request$/);
  });

  it('says that only a sign-in that works lets people go where all are refused one, and not where it was not checked', () => {
    expect(goWords(['auth'])).toBe('they go once the sign-in works');
    for (const codes of [['454'], ['auth', '454'], ['auth', '4.3.0'], ['no_consent']])
      expect(goWords(codes)).toBe('they go by themselves; their list says when');
  });

  it('says of nothing that is refused for good that it was slowed down; only what a server puts off is', () => {
    expect(['4.7.28', '4.7.30', '4.7.42'].map(ruleText)).toEqual(Array(3).fill('Rate'));
    for (const code of ['5.7.28', '5.7.30', '5.7.32', '5.7.40', '5.7.42']) {
      expect(ruleText(code)).toBe('Policy');
      expect(failureText(code, 'email')).toBe(`Refused by a rule of the mail server (${code})`);
    }
  });

  it('says of nobody who waits that the tries ran out', () => {
    for (const code of [
      '4.2.1',
      '4.2.4',
      '4.3.0',
      '4.3.2',
      '4.4.1',
      '4.5.0',
      '4.7.1',
      '4.7.28',
      '421',
      '450',
      '452',
      'throttle',
    ])
      expect(waitText(code, 'email')).not.toContain('ran out');
  });

  it('says all else alike on each channel, and a server’s code behind the words', () => {
    for (const channel of channels) {
      expect(reasonText('consent_withdrawn', channel)).toBe('Refused, or consent was withdrawn');
      expect(failureText('5.1.1', channel)).toBe('No such mailbox, or it takes no mail (5.1.1)');
    }
  });
});
