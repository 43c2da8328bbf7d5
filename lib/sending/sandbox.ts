import { systemTags } from '@/lib/platform/db/system';
import { safeMessage } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';
import { calledOff, type HandOver, type OutboundMessage, type Provider, type SendHooks } from './provider';
import { channelNames, type SendingChannel } from './vocabulary';

/** The mail catcher: keeps every message where the console can open it as its recipient. Needs no credentials. */
export function sandboxProvider(services: Pick<Services, 'system'>, name = 'sandbox'): Provider {
  const sql = systemTags(services);
  return {
    name,
    channel: 'email',
    async send(batch, hooks) {
      for (let from = 0; from < batch.length; from += 200) {
        const part = batch.slice(from, from + 200);
        const going = new Set([...part.keys()].filter((index) => isGoing(hooks, from + index)));
        if (going.size > 0) hooks.seal?.();
        let outcome: HandOver = { state: 'accepted', response: '250 caught by the sandbox' };
        try {
          await keep(part.filter((_, index) => going.has(index)));
        } catch (error) {
          outcome = { state: 'unsent', reason: `The sandbox could not keep it: ${safeMessage(error)}` };
        }
        for (const index of part.keys()) hooks.answered(from + index, going.has(index) ? outcome : calledOff);
      }
    },
    close: async () => undefined,
  };

  // One statement: all of a part is kept or none, so that "unsent" is true.
  async function keep(part: readonly OutboundMessage[]): Promise<void> {
    if (part.length === 0) return;
    const raws = part.map((m) => (m.channel && m.channel !== 'email' ? asMail(m, m.channel) : Buffer.from(m.payload)));
    await sql`
      insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
      select i.tenant, i.message_id, i.sender, i.recipient, i.subject, decode(i.raw, 'base64')
      from unnest(${part.map((m) => m.tenant)}::text[], ${part.map((m) => m.messageId)}::uuid[], ${part.map((m) => m.from)}::text[], ${part.map((m) => m.to)}::text[], ${raws.map(subjectOf)}::text[],
        ${raws.map((raw) => raw.toString('base64'))}::text[]) as i(tenant, message_id, sender, recipient, subject, raw)
      on conflict do nothing`;
  }
}

/** Asks for a message and announces it. One that was called off keeps only itself back. */
function isGoing(hooks: SendHooks, index: number): boolean {
  if (hooks.wanted?.(index) === false) return false;
  try {
    hooks.handingOver(index);
    return true;
  } catch {
    return false;
  }
}

/** A text message in the form of a mail, so that it can be opened where all are. */
function asMail({ to, payload }: OutboundMessage, channel: SendingChannel): Buffer {
  const header = to.replace(/[^ -~]+/g, ' ').slice(0, 300);
  const head = `To: ${header}\r\nSubject: ${channelNames[channel]} to ${header}\r\nMIME-Version: 1.0\r\n`;
  const type = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const body = Buffer.from(wordsOf(payload.toString(), channel)).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(`${head}${type}${body}\r\n`);
}

/** Of an approved template its reader sees the words. */
function wordsOf(payload: string, channel: SendingChannel): string {
  if (channel !== 'whatsapp' || !payload.startsWith('{"template":')) return payload;
  const { text } = JSON.parse(payload) as { text?: unknown };
  return typeof text === 'string' ? text : payload;
}

/** The subject as it stands in the header, unfolded and decoded as far as lists need it. */
function subjectOf(raw: Buffer): string {
  const head = raw.subarray(0, Math.max(0, raw.indexOf('\r\n\r\n'))).toString('latin1');
  const folded = /^Subject: (.*(?:\r\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
  const line = folded.replace(/\r\n[ \t]+/g, ' ');
  return line.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : Buffer.from(
          text
            .replace(/_/g, ' ')
            .replace(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString('utf8'),
  );
}
