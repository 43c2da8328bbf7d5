import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { bounceMail, replyMail } from './compose';
import { post } from './post';
import { addressIn, findCaught, parseCaught } from './queries';
import { CaughtRef, Posted, SandboxReply } from './schema';

/** Answers a caught message as its recipient: a real mail to the real listener. */
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
    const now = ctx.clock.now();
    const originalHeaders = row.raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
    const raw = bounceMail({ to: row.sender, recipient: row.recipient, date: now, id: uuidv7(now), originalHeaders });
    return post({ id, tenant: ctx.tenant, from: '', to: row.sender, raw });
  },
});
