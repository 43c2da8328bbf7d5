import { query } from '@/lib/platform/command';
import { addressIn, channelOf, findCaught, isTest, parseCaught } from './queries';
import { CaughtDetail, CaughtRef } from './schema';

const maxHeaders = 100;

export const getCaught = query({
  name: 'sandbox.get',
  summary: 'Open a caught message: its headers and text, and whether it has HTML',
  access: 'sandbox:read',
  http: { method: 'GET', path: '/sandbox/messages/{id}' },
  input: CaughtRef,
  output: CaughtDetail,
  async run(ctx, { id }) {
    const row = await findCaught(ctx, id);
    const mail = await parseCaught(row.raw);
    const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
    return {
      id: row.id,
      messageId: row.messageId,
      channel: await channelOf(ctx, row),
      isTest: await isTest(ctx, row),
      recipient: row.recipient,
      subject: mail.subject ?? row.subject,
      caughtAt: row.caughtAt.toISOString(),
      from: mail.from?.text ?? '',
      // A number stands in quotes there, as what is no address does.
      to: row.recipient.startsWith('+') ? row.recipient : (to?.text ?? row.recipient),
      replyTo: addressIn(mail, 'replyTo'),
      returnPath: row.sender,
      headers: mail.headerLines.slice(0, maxHeaders).map(({ line }) => ({
        name: line.slice(0, line.indexOf(':')),
        value: line
          .slice(line.indexOf(':') + 1)
          .replace(/\r?\n[ \t]+/g, ' ')
          .trim(),
      })),
      text: mail.text ?? '',
      hasHtml: typeof mail.html === 'string',
      bytes: row.raw.length,
    };
  },
});
