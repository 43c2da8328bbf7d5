import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifyInbound, readMail } from './classify';
import { addressTokens } from '@/lib/tracking';

const corpus = join(import.meta.dirname, 'corpus');
const messageId = '01890a5d-ac96-774b-bcce-b302099a8057';
const read = async (name: string, rcpt = 'bounce@mail.example') =>
  classifyInbound(await readMail(readFileSync(join(corpus, `${name}.eml`))), rcpt);

const bounces: Record<string, [action: string, status: string | null, bounceClass: string, recipient: string]> = {
  'dsn-postfix-unknown': ['failed', '5.1.1', 'hard', 'ada@example.org'],
  'dsn-postfix-delayed': ['delayed', '4.4.1', 'soft', 'ada@example.org'],
  'dsn-gmail-unknown': ['failed', '5.1.1', 'hard', 'ada@example.org'],
  'dsn-gmail-full': ['failed', '4.2.2', 'soft', 'ada@example.org'],
  'dsn-exchange-not-found': ['failed', '5.1.10', 'hard', 'ada@example.org'],
  'dsn-outlook-blocked': ['failed', '5.7.1', 'undetermined', 'ada@outlook.com'],
  'dsn-yahoo-disabled': ['failed', '5.0.0', 'hard', 'ada@yahoo.com'],
  'dsn-host-not-found': ['failed', '5.4.4', 'hard', 'ada@exmaple.org'],
  'dsn-dmarc': ['failed', '5.7.26', 'undetermined', 'ada@gmail.com'],
  'dsn-too-large': ['failed', '5.3.4', 'undetermined', 'ada@example.org'],
  'dsn-sendmail': ['failed', '5.1.1', 'hard', 'ada@example.org'],
  'dsn-two-recipients': ['failed', '5.2.1', 'hard', 'ada@example.org'],
  'dsn-no-original': ['failed', '5.1.1', 'hard', 'ada@example.org'],
  'dsn-exchange-quota': ['failed', '5.2.2', 'soft', 'ada@example.org'],
  'dsn-domino-unknown': ['failed', '5.0.0', 'hard', 'ada@example.org'],
  'dsn-gmx-unknown': ['failed', '5.0.0', 'hard', 'ada@gmx.example'],
  'dsn-t-online-quota': ['failed', '5.2.2', 'soft', 'ada@t-online.example'],
  'dsn-web-de-full': ['failed', '5.0.0', 'soft', 'ada@web.example'],
  'dsn-greylisted-delayed': ['delayed', '4.2.0', 'soft', 'ada@example.org'],
  'dsn-greylisted-expired': ['failed', '4.2.0', 'soft', 'ada@example.org'],
  'dsn-proofpoint-blocked': ['failed', '5.7.0', 'undetermined', 'ada@example.org'],
  'dsn-utf8-address': ['failed', '5.1.1', 'hard', 'jörg@bücher.example'],
  'bounce-qmail': ['failed', null, 'hard', 'ada@example.org'],
  'bounce-exim': ['failed', null, 'soft', 'ada@example.org'],
  'bounce-exim-delayed': ['delayed', null, 'soft', 'ada@example.org'],
};
const nothingReturned = new Set(['dsn-no-original', 'bounce-exim-delayed']);

const others: Record<string, object> = {
  'dsn-postfix-delivered': { kind: 'unknown' },
  'arf-yahoo': { kind: 'complaint', messageId, complaint: { feedbackType: 'abuse', recipient: 'ada@yahoo.com' } },
  'arf-redacted': { kind: 'complaint', messageId, complaint: { recipient: null } },
  'arf-microsoft': { kind: 'complaint', messageId, complaint: { feedbackType: 'abuse', recipient: null } },
  'arf-not-spam': { kind: 'unknown' },
  'auto-outlook': { kind: 'auto-reply', messageId, text: 'I am out of the office until Monday.' },
  'auto-german-subject': { kind: 'auto-reply', messageId, reason: 'subject' },
  'auto-gmail-vacation': { kind: 'auto-reply', messageId },
  'auto-french': { kind: 'auto-reply', reason: 'subject' },
  'auto-japanese': { kind: 'auto-reply', reason: 'subject' },
  'auto-zimbra': { kind: 'auto-reply', messageId, text: 'Back on Monday.' },
  'auto-read-receipt': { kind: 'auto-reply', reason: 'read receipt' },
  'reply-gmail': { kind: 'reply', via: 'thread', messageId, text: 'Yes, I will come!' },
  'reply-outlook': { kind: 'reply', messageId, text: 'Count me in.\n\nAda' },
  'reply-german-signature': { kind: 'reply', messageId, text: 'Ich komme gern.' },
  'reply-interleaved': {
    kind: 'reply',
    text: expect.stringMatching(/Will you come\?\nYes\.\n> With whom\?\nCharles\.$/),
  },
  'reply-about-office': { kind: 'reply', messageId },
  unrelated: { kind: 'unknown', messageId: null, via: null },
  'unrelated-postmaster': { kind: 'unknown' },
};

describe('classifyInbound', () => {
  it('has an expectation for every message of the corpus', () => {
    expect([...Object.keys(bounces), ...Object.keys(others)].sort()).toEqual(
      readdirSync(corpus)
        .map((file) => file.replace(/\.eml$/, ''))
        .sort(),
    );
  });

  it('is held against at least 30 messages that no person wrote, of every kind', () => {
    const counts = { dsn: 0, bounce: 0, arf: 0, auto: 0 };
    for (const name of [...Object.keys(bounces), ...Object.keys(others)])
      for (const kind of ['dsn', 'bounce', 'arf', 'auto'] as const) if (name.startsWith(`${kind}-`)) counts[kind]++;
    expect(counts.dsn + counts.bounce + counts.arf + counts.auto).toBeGreaterThanOrEqual(30);
    expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(bounces))(
    'reads the bounce %s',
    async (name, [action, status, bounceClass, finalRecipient]) => {
      const verdict = await read(name);
      expect(verdict).toMatchObject({
        kind: 'bounce',
        report: { action, status, class: bounceClass, finalRecipient },
        messageId: nothingReturned.has(name) ? null : messageId,
      });
    },
  );

  it.each(Object.entries(others))('reads %s', async (name, expected) => {
    expect(await read(name)).toMatchObject(expected);
  });

  it('trusts the address it came to before anything the message says', async () => {
    const tokens = addressTokens('0123456789abcdef');
    const other = '01890a5d-ac96-774b-bcce-000000000001';
    const to = (kind: 'reply' | 'bounce' | 'unsubscribe') => `${tokens.localPart(kind, 'acme', other)}@mail.example`;
    expect(await read('dsn-no-original', to('bounce'))).toMatchObject({
      kind: 'bounce',
      messageId: other,
      via: 'address',
    });
    expect(await read('reply-gmail', to('reply').toUpperCase())).toMatchObject({
      kind: 'reply',
      messageId: other,
      via: 'address',
    });
    expect(await read('unrelated', to('unsubscribe'))).toMatchObject({ kind: 'unsubscribe', messageId: other });
    expect(await read('auto-outlook', to('unsubscribe'))).toMatchObject({ kind: 'auto-reply' });
  });

  it('survives broken and hostile input', async () => {
    const { randomBytes } = await import('node:crypto');
    const empty = `From: mailer-daemon@x\nSubject: failure notice\n\n${'\n'.repeat(900_000)}`;
    expect(classifyInbound(await readMail(Buffer.from(empty)), 'x').kind).toBe('bounce');
    for (const raw of [
      Buffer.alloc(0),
      randomBytes(5000),
      Buffer.from('On '.repeat(50_000)),
      Buffer.from(`Subject: ${'x'.repeat(100_000)}\n\n${'> '.repeat(50_000)}`),
    ]) {
      expect(classifyInbound(await readMail(raw), 'x').kind).toBe('unknown');
    }
  });
});
