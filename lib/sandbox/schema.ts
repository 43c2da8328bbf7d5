import { z } from 'zod';
import { channels } from '@/lib/contacts/vocabulary';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';

const instant = z.iso.datetime();

export const CaughtRef = z.object({ id: z.uuid() });
export const CaughtList = z.object({ q: z.string().trim().max(200).optional(), cursor: cursorInput, limit: pageSize });

export const Caught = z
  .object({ id: z.string(), messageId: z.string(), recipient: z.string(), subject: z.string(), caughtAt: instant })
  .meta({ id: 'CaughtMessage' });
export type Caught = z.output<typeof Caught>;
export const CaughtPage = pageOf(Caught).meta({ id: 'CaughtMessagePage' });

export const CaughtDetail = Caught.extend({
  channel: z.enum(channels),
  /** Sent to a member to try it: nothing of it is counted, and its links belong to nobody. */
  isTest: z.boolean(),
  from: z.string(),
  to: z.string(),
  replyTo: z.string().nullable(),
  /** Where a bounce would go. */
  returnPath: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  hasHtml: z.boolean(),
  bytes: z.number().int(),
}).meta({ id: 'CaughtMessageDetail' });
export type CaughtDetail = z.output<typeof CaughtDetail>;

export const SandboxReply = CaughtRef.extend({
  body: z.string().trim().min(1, 'Write something first.').max(100_000, 'An answer can have 100,000 characters.'),
});

/** What our own inbound listener said to the mail, or what became of the text. */
export const Posted = z.object({ accepted: z.boolean(), response: z.string() }).meta({ id: 'SandboxPosted' });
