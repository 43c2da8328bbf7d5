import type { Channel } from '@/lib/contacts/vocabulary';
import type { BounceClass } from './bounce-class';

// What Twilio and WhatsApp document of the number itself; all other codes tell of content, sender, account or carrier.
const gone: Record<'sms' | 'whatsapp', readonly string[]> = {
  // Not a number, not one of a mobile phone, a short code, a landline, no longer in service, landline or no such carrier.
  sms: ['21211', '21217', '21614', '21265', '21635', '30005', '30006'],
  // Nobody has WhatsApp there, or they never agreed to its terms.
  whatsapp: ['131026'],
};
// Switched off or out of reach; not reached until the message was too old.
const away = ['30003', '30036'];

/** What a provider's code says of a number: gone on this channel for good, not reached now, or nothing. Pure. */
export function numberClass(channel: Channel, code: string | null): BounceClass {
  if (!code || (channel !== 'sms' && channel !== 'whatsapp')) return 'undetermined';
  if (gone[channel].includes(code)) return 'hard';
  return channel === 'sms' && away.includes(code) ? 'soft' : 'undetermined';
}

// The person stopped whatever comes from our number, or marketing in WhatsApp's own settings: said of consent, not of the number.
const refusals: Record<'sms' | 'whatsapp', Readonly<Record<string, 'any' | 'marketing'>>> = {
  sms: { '21610': 'any' },
  whatsapp: { '131050': 'marketing' },
};

/** What a person told the provider to stop, as its code says; null: nothing. Pure. */
export function refusedPurpose(channel: Channel, code: string | null): 'any' | 'marketing' | null {
  if (!code || (channel !== 'sms' && channel !== 'whatsapp')) return null;
  return Object.hasOwn(refusals[channel], code) ? (refusals[channel][code] ?? null) : null;
}
