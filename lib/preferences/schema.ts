import { z } from 'zod';
import { channels, purposes } from '@/lib/contacts/vocabulary';

/** Null: never asked. */
const granted = z.boolean().nullable();

/** What a public link shows of its recipient. */
export const Preferences = z.object({
  tenantName: z.string(),
  /** Of the message with this link: all that is shown here is said of this channel. */
  channel: z.enum(channels),
  address: z.string(),
  /** Nothing is wanted, and that was said. */
  isOff: z.boolean(),
  /** Something is not withdrawn yet, and would come again when what stops it now ends: leaving it is still to be offered. */
  canLeave: z.boolean(),
  /** The whole channel was closed: by a STOP from the number, written to us or told to our provider, or by the organisation. Nothing here opens it. */
  closed: z
    .object({
      at: z.iso.datetime(),
      by: z.enum(['stop', 'provider', 'organisation']),
      opens: z.enum(['start', 'organisation']),
    })
    .nullable(),
  purposes: z.array(z.object({ purpose: z.enum(purposes), granted })),
  /** Of marketing: what the organisation offers to leave or to take alone. */
  topics: z.array(z.object({ id: z.string(), name: z.string(), description: z.string().nullable(), granted })),
  /** What the message with this link was about, when that can be left alone. */
  topic: z
    .object({
      id: z.string(),
      name: z.string(),
      granted,
      /** Instead: of the unsubscription that this message brought, which leaving the topic takes back. */
      leave: z.enum(['now', 'instead']).nullable(),
    })
    .nullable(),
});
export type Preferences = z.output<typeof Preferences>;

/** More than an organisation can have open at a time; a page may be older than its topics. */
const mostTopics = 200;

/** Purpose or topic → wanted or not; what is not named stays as it is. */
export const PreferenceChoice = z.object({
  purposes: z.partialRecord(z.enum(purposes), z.boolean()).default({}),
  topics: z
    .record(z.uuid(), z.boolean())
    .refine((all) => Object.keys(all).length <= mostTopics, `names over ${mostTopics} topics`)
    .default({}),
});
export type PreferenceChoice = z.input<typeof PreferenceChoice>;

/** What a browser gives when somebody allows notifications (RFC 8291): a point of P-256, and 16 bytes that only it knows. */
const BrowserSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/, error: 'is no web address' }).max(2000, 'is over 2,000 characters'),
  p256dh: z.string().regex(/^B[A-Za-z0-9_-]{86}=?$/, 'is no key of a browser: 65 bytes in base64url'),
  auth: z.string().regex(/^[A-Za-z0-9_-]{22}(?:==)?$/, 'is no secret of a browser: 16 bytes in base64url'),
});

/** What a browser gives when its person allows notifications, and the key that it was asked with. */
export const BrowserAllowed = BrowserSubscription.extend({ key: z.string().max(100, 'is over 100 characters') });
export type BrowserAllowed = z.input<typeof BrowserAllowed>;
export const BrowserTurnedOff = BrowserSubscription.pick({ endpoint: true });
export type BrowserTurnedOff = z.input<typeof BrowserTurnedOff>;

/** What a page has to know to offer notifications in the browser that shows it. */
export interface Browsers {
  /** Parts one organisation's registration in a browser from another's. */
  scope: string;
  /** Null: the organisation sends none. */
  key: string | null;
  /** SHA-256 of the endpoints that get them, in hex. */
  live: string[];
  /** Nothing is wanted on this channel, and nothing on the page opens it. */
  isClosed: boolean;
  /** They left something of it since: turning it on is said of one browser alone, and ends it in the others. */
  isAnew: boolean;
}
