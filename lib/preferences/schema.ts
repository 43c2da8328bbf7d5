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
  /** The whole channel was closed: by a STOP written from the number, or by the organisation. Nothing here opens it. */
  closed: z.object({ at: z.iso.datetime(), opens: z.enum(['start', 'organisation']) }).nullable(),
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
