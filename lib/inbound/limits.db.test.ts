import { afterAll, describe, expect, it } from 'vitest';
import { outcomesOf } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testInbound } from '@/lib/testing/inbound';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { mailTokens } from '@/lib/tracking';

const domain = 'mail.localhost';
const database = await testDatabase({ MAIL_DOMAIN: domain });
const sql = database.owner.tags;
const listener = await testInbound(database, { port: 0, maxHeldBytes: 3_000_000 });
const provider = listener.from(8);
afterAll(async () => {
  await provider.close();
  await listener.stop();
});

const post = (mails: readonly { to: string; raw: string }[]) =>
  outcomesOf(
    provider,
    mails.map(({ to, raw }) => ({ tenant: 'x', messageId: 'x', from: 'a@b.org', to, payload: raw })),
  );
const arranged = async () => {
  const { slug } = await testTenant(database);
  const { messageId } = await sentMessage(database, slug);
  const address = (kind: 'reply' | 'bounce') => `${mailTokens().localPart(kind, slug, messageId)}@${domain}`;
  return { slug, messageId, address };
};
const letter = (bytes: number, n = 0) =>
  `From: ada@example.org\r\nMessage-ID: <l${n}.${Math.random()}@example.org>\r\nSubject: Re\r\n\r\n${'line of text\r\n'.repeat(Math.ceil(bytes / 14))}`;

describe('the memory that incoming mail may take', () => {
  it('is shared by all sessions: what is too much at once is asked to come again, and then fits', async () => {
    const { address, slug } = await arranged();
    const mails = Array.from({ length: 4 }, (_, n) => ({ to: address('reply'), raw: letter(1_400_000, n) }));
    const outcomes = await post(mails);
    const refused = outcomes.filter((outcome) => JSON.stringify(outcome).includes('4.3.1'));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(4);
    expect(await post(mails.slice(0, 1))).toMatchObject([{ state: 'accepted' }]);
    expect((await sql`select 1 from inbox_messages where tenant_id = ${slug}`).length).toBeGreaterThan(0);
    expect(await post([{ to: address('reply'), raw: letter(3_500_000) }])).toMatchObject([
      { state: expect.not.stringMatching('accepted') },
    ]);
  });
});

describe('a bounce with control characters', () => {
  it('is kept, without them', async () => {
    const { address, slug } = await arranged();
    const raw = [
      'From: MAILER-DAEMON@other.test',
      'Subject: Undelivered',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'No.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; other.test',
      '',
      'Final-Recipient: rfc822; a\u0000da\u0007@example.org',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 no\u0000body',
      '',
      '--b--',
      '',
    ].join('\r\n');
    expect(await post([{ to: address('bounce'), raw }])).toMatchObject([{ state: 'accepted' }]);
    const [log] =
      await sql`select metadata from pipeline_delivery_logs where tenant_id = ${slug} and event = 'bounced'`;
    expect(log?.['metadata']).toMatchObject({ recipient: 'ada@example.org', status: '5.1.1' });
  });
});
