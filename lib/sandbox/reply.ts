import { isText } from '@/lib/contacts/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { bounceMail, replyMail } from './compose';
import { post } from './post';
import { keepTexts, type IncomingText } from '@/lib/texts';
import { addressIn, channelOf, findCaught, isTest, parseCaught } from './queries';
import { CaughtRef, Posted, SandboxReply } from './schema';

/** Answers a caught message as its recipient: a real mail to the real listener, or a text as the provider would tell it. */
export const replyAsRecipient = command({
  name: 'sandbox.reply',
  summary: 'Answer a caught message as the person it was sent to',
  access: 'inbox:write',
  http: { method: 'POST', path: '/sandbox/messages/{id}/reply' },
  input: SandboxReply,
  output: Posted,
  entity: (input) => ({ type: 'sandbox_message', id: input.id }),
  async run(ctx, { id, body }) {
    const row = await findCaught(ctx, id);
    if (await isTest(ctx, row))
      throw conflict(
        'This was a test and has no conversation: answers go to who sent it. Answer a message that is no test.',
      );
    const channel = await channelOf(ctx, row);
    if (isText(channel)) return writeText(ctx, channel, row.recipient, body);
    const mail = await parseCaught(row.raw);
    const to = addressIn(mail, 'replyTo') ?? addressIn(mail, 'from');
    if (!to) throw conflict('This message names no address that could be answered.');
    const now = ctx.clock.now();
    const subject = mail.subject ?? row.subject;
    const references = typeof mail.references === 'string' ? [mail.references] : (mail.references ?? []);
    const raw = replyMail({
      from: row.recipient,
      to,
      subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
      date: now,
      messageId: `<sandbox.${uuidv7(now)}@sandbox.localhost>`,
      inReplyTo: mail.messageId ?? null,
      references,
      body,
      original: { text: mail.text ?? '', from: mail.from?.text ?? '', date: mail.date ?? row.caughtAt },
    });
    return post({ id, tenant: ctx.tenant, from: row.recipient, to, raw });
  },
});

async function writeText(ctx: CommandCtx, channel: IncomingText['channel'], from: string, body: string) {
  const at = ctx.clock.now();
  const text = { channel, from, body, name: null, key: `sandbox.${uuidv7(at)}`, at };
  const taken = await keepTexts(ctx.services, ctx.tenant, [text], ctx.clock);
  return taken > 0
    ? { accepted: true, response: 'It came in as a text from this number.' }
    : {
        accepted: false,
        response: 'Nothing changed by it: none of your contacts has this number, or you stopped messages to them.',
      };
}

/** Returns a caught message as a server that does not know the recipient would. */
export const bounceCaught = command({
  name: 'sandbox.bounce',
  summary: 'Bounce a caught message back, as if its recipient did not exist',
  access: 'inbox:write',
  http: { method: 'POST', path: '/sandbox/messages/{id}/bounce' },
  input: CaughtRef,
  output: Posted,
  entity: (input) => ({ type: 'sandbox_message', id: input.id }),
  async run(ctx, { id }) {
    const row = await findCaught(ctx, id);
    if ((await channelOf(ctx, row)) !== 'email') throw conflict('Only mail comes back. Answer this text instead.');
    const now = ctx.clock.now();
    const originalHeaders = row.raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
    const raw = bounceMail({ to: row.sender, recipient: row.recipient, date: now, id: uuidv7(now), originalHeaders });
    return post({ id, tenant: ctx.tenant, from: '', to: row.sender, raw });
  },
});
