import type { Channel } from '@/lib/contacts/vocabulary';

/** What a person wrote to a number of ours. */
export interface IncomingText {
  channel: Extract<Channel, 'sms' | 'whatsapp'>;
  /** Their number, E.164. */
  from: string;
  name: string | null;
  body: string;
  /** The provider's own name for it: makes a repeat recognisable. */
  key: string;
  at: Date;
  /** What the provider took it for, where it looks for such words itself. */
  asks?: 'stop' | 'start' | undefined;
}

// What carriers and the providers take for it, in the languages of our users.
const stopWords = new Set(
  'stop,stopall,stop all,unsubscribe,cancel,end,quit,optout,opt out,revoke,stopp,abmelden,arret,arrêt,baja,alto,parar,pare,basta'.split(
    ',',
  ),
);
const startWords = new Set(['start', 'unstop', 'optin', 'opt in']);
/** Whether a text says nothing but that its writer wants no more messages, or wants them again. Pure. */
export function askedIn({ body, asks }: Pick<IncomingText, 'body' | 'asks'>): 'stop' | 'start' | null {
  if (asks) return asks;
  const word = body
    .trim()
    .toLowerCase()
    .replace(/^["'“”]+|["'“”.!]+$/gu, '')
    .replace(/\s+/g, ' ');
  if (stopWords.has(word)) return 'stop';
  return startWords.has(word) ? 'start' : null;
}
