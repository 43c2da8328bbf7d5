import { describe, expect, it } from 'vitest';
import { parse } from '@/lib/platform/config';
import { smtpSettings } from '.';

describe('SMTP_LIMITS', () => {
  it('says how many may leave in which time, of all and to each provider of mailboxes', () => {
    expect(parse({ SMTP_LIMITS: '20000/hour,500/minute/mailboxes,100000/day' }).smtpLimits).toEqual([
      { messages: 20_000, seconds: 3600, eachMailboxProvider: false },
      { messages: 500, seconds: 60, eachMailboxProvider: true },
      { messages: 100_000, seconds: 86_400, eachMailboxProvider: false },
    ]);
    expect(parse({}).smtpLimits).toEqual([]);
  });

  it.each(['many', '0/hour', '5/week', '5/hour;6/day', '5/hour,6/hour'])(
    'refuses %s and says what it is like',
    (given) => {
      expect(() => parse({ SMTP_LIMITS: given })).toThrow(
        /SMTP_LIMITS: (must be like 20000\/hour|names the same time)/,
      );
    },
  );
});

describe('SMTP_URL', () => {
  it('a password travels only over TLS whose certificate is valid', () => {
    expect(smtpSettings('smtp://ada:p%40ss@mail.example:25')).toMatchObject({
      host: 'mail.example',
      port: 25,
      security: 'starttls',
      allowInvalidCertificate: false,
      auth: { user: 'ada', pass: 'p@ss' },
    });
    expect(smtpSettings('smtps://ada:pass@mail.example')).toMatchObject({
      port: 465,
      security: 'tls',
      allowInvalidCertificate: false,
    });
  });

  it('without a password, or told so, any certificate does', () => {
    expect(smtpSettings('smtp://mail.example')).toMatchObject({ port: 587, security: 'opportunistic', size: 10 });
    expect(smtpSettings('smtp://ada:pass@mail.example?insecure=1')).toMatchObject({ security: 'opportunistic' });
    expect(smtpSettings('smtps://ada:pass@mail.example?insecure=1')).toMatchObject({
      security: 'tls',
      allowInvalidCertificate: true,
    });
  });

  it.each(['abc', '', '0', '101', '1.5', '-1'])('refuses ?connections=%s in words', (count) => {
    expect(() => parse({ SMTP_URL: `smtp://mail.example?connections=${count}` })).toThrow(
      /SMTP_URL: needs \?connections= to be a whole number from 1 to 100/,
    );
  });

  it('takes sizes from 1 to 100, and insecure as 1 or 0 only', () => {
    for (const count of [1, 10, 99, 100])
      expect(parse({ SMTP_URL: `smtp://m?connections=${count}` }).smtpUrl).toContain(String(count));
    expect(() => parse({ SMTP_URL: 'smtp://m?insecure=yes' })).toThrow(/insecure/);
    expect(() => parse({ SMTP_URL: 'http://m' })).toThrow(/smtp:/);
  });
});
