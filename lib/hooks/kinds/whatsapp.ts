import { createHmac } from 'node:crypto';
import { numberClass, refusedPurpose } from '@/lib/feedback';
import type { IncomingText } from '@/lib/texts';
import type { HookEvent, HookKind } from '../kind';
import { jsonOf, listAt, same, secondsAt, textAt } from '../values';

/** WhatsApp signs the bytes with the app's secret; our message id comes back as opaque data. */
export const whatsappHook: HookKind = {
  isGenuine({ header, raw }, { secrets }) {
    const secret = secrets['appSecret'];
    if (!secret) return false;
    return same(
      header('x-hub-signature-256') ?? '',
      `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
    );
  },
  read({ raw }) {
    return listAt(jsonOf(raw), 'entry')
      .flatMap((entry) => listAt(entry, 'changes'))
      .flatMap((change) => listAt(change, 'value', 'statuses'))
      .flatMap((status) => eventsOf(status));
  },
  texts({ raw }) {
    return listAt(jsonOf(raw), 'entry')
      .flatMap((entry) => listAt(entry, 'changes'))
      .flatMap((change) => listAt(change, 'value', 'messages').flatMap((message) => textOf(message, change) ?? []));
  },
};

function eventsOf(status: unknown): HookEvent[] {
  const messageId = textAt(status, 'biz_opaque_callback_data');
  const what = textAt(status, 'status');
  const at = secondsAt(status, 'timestamp');
  if (!messageId || !what || !at) return [];
  const base = { messageId, key: `whatsapp:${textAt(status, 'id') ?? ''}:${what}`, at };
  if (what === 'sent') return [{ ...base, event: 'accepted' }];
  if (what === 'delivered') return [{ ...base, event: 'delivered' }];
  // Who reads it has it.
  if (what === 'read')
    return [
      { ...base, event: 'delivered' },
      { ...base, event: 'opened' },
    ];
  if (what !== 'failed') return [];
  const [error] = listAt(status, 'errors');
  const code = textAt(error, 'code') ?? '';
  const detail = [code, textAt(error, 'title')].filter(Boolean).join(' ');
  const bounce = numberClass('whatsapp', code);
  return [
    { ...base, event: 'bounced', detail, isHard: bounce === 'hard', bounce, refuses: refusedPurpose('whatsapp', code) },
  ];
}

function textOf(message: unknown, change: unknown): IncomingText | null {
  const [key, number, type] = [textAt(message, 'id'), textAt(message, 'from'), textAt(message, 'type')];
  const at = secondsAt(message, 'timestamp');
  if (!key || !number || !type || !at) return null;
  const body =
    textAt(message, 'text', 'body') ??
    textAt(message, 'button', 'text') ??
    textAt(message, 'interactive', 'button_reply', 'title') ??
    textAt(message, 'interactive', 'list_reply', 'title') ??
    `(A message of the kind “${type}” came; it can be seen in WhatsApp.)`;
  const person = listAt(change, 'value', 'contacts').find((one) => textAt(one, 'wa_id') === number);
  const name = textAt(person, 'profile', 'name') ?? null;
  return { channel: 'whatsapp', from: `+${number}`, name, body, key, at };
}
