import { createHmac } from 'node:crypto';
import { numberClass, refusedPurpose } from '@/lib/feedback';
import type { HookKind } from '../kind';
import { same } from '../values';

// It has the message, and says once more what it answered: of many carriers there is no later word.
const taken = new Set(['accepted', 'scheduled', 'queued', 'sending', 'sent']);

/** Twilio signs its address and the sorted fields of the form; our message id stands in the address. */
export const twilioHook: HookKind = {
  isGenuine({ url, header, raw }, { secrets }) {
    const token = secrets['authToken'];
    if (!token) return false;
    const fields = [...new URLSearchParams(raw.toString())].sort(([a, x], [b, y]) =>
      a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1,
    );
    const signed = url.href + fields.map(([name, value]) => name + value).join('');
    return same(header('x-twilio-signature') ?? '', createHmac('sha1', token).update(signed).digest('base64'));
  },
  read({ url, raw }) {
    const form = new URLSearchParams(raw.toString());
    const messageId = url.searchParams.get('m');
    const status = form.get('MessageStatus') ?? '';
    if (!messageId) return [];
    // The form tells no time: it is told as it happens.
    const sid = form.get('MessageSid') ?? '';
    const base = { messageId, key: `twilio:${sid}:${status}`, at: new Date(Number.NaN) };
    if (taken.has(status)) return [{ ...base, key: `twilio:${sid}:taken`, event: 'accepted' }];
    if (status === 'delivered' || status === 'read') return [{ ...base, event: 'delivered' }];
    if (status !== 'undelivered' && status !== 'failed') return [];
    const code = form.get('ErrorCode') ?? '';
    const bounce = numberClass('sms', code);
    const detail = `${status}${code ? ` ${code}` : ''}`;
    return [
      { ...base, event: 'bounced', detail, isHard: bounce === 'hard', bounce, refuses: refusedPurpose('sms', code) },
    ];
  },
  texts({ raw }) {
    const form = new URLSearchParams(raw.toString());
    const [sid, from, said] = [form.get('MessageSid'), form.get('From'), form.get('Body')];
    if (!sid || !from || said === null || form.has('MessageStatus')) return [];
    const files = Number(form.get('NumMedia') ?? 0);
    const attached = files > 0 ? `(${files} ${files === 1 ? 'file' : 'files'} came with it; Twilio has them.)` : '';
    const asks = ({ STOP: 'stop', START: 'start' } as const)[form.get('OptOutType') ?? ''];
    const body = [said, attached].filter(Boolean).join('\n');
    return [{ channel: 'sms', from, name: null, body, key: sid, at: new Date(Number.NaN), asks }];
  },
};
