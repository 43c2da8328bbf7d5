import { z } from 'zod';
import { gateRules, stepResults } from '@/lib/pipeline/vocabulary';
import { mostAtOnce, testStates } from './vocabulary';

const to = z
  .array(z.string().trim().min(1, 'is empty').max(320, 'is over 320 characters'))
  .min(1, 'names nobody')
  .max(mostAtOnce, `names more than ${mostAtOnce} people`)
  .optional()
  .describe('Addresses of members of this organisation; your own unless given.');
const contactId = z
  .uuid()
  .optional()
  .describe('Whose data fills it: the first person of the audience, or the first contact, unless given.');

export const TemplateTest = z.object({
  id: z.uuid(),
  to,
  contactId,
  version: z.int().positive().optional().describe('The newest one unless given.'),
});
export const CampaignTest = z.object({
  id: z.uuid(),
  to,
  contactId,
  variant: z.int().min(0).max(7).optional().describe('Position of the variant; the first one unless given.'),
});

export const TestMessage = z
  .object({
    id: z.string(),
    /** The member's address; null to who may not send tests. */
    to: z.string().nullable(),
    /** `sending` ends within two minutes, as one of the others; `refused`: the gate said no; `uncertain`: it may have arrived. */
    status: z.enum(testStates),
    /** What the gate or the server said, in words; null before it said something, and to who may not send tests. */
    answer: z.string().nullable(),
    provider: z.string().nullable(),
    /** The gate's steps, up to the one that stopped it; none where it passed, and none to who may not send tests. */
    steps: z.array(z.object({ rule: z.enum(gateRules), result: z.enum(stepResults), fact: z.string() })),
    templateVersion: z.number().int(),
    /** Position of the variant. */
    variant: z.number().int().nullable(),
    /** Whose data filled it; null: those of the member who got it. */
    contact: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Their name; null to who may not send tests. */
    askedBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    answeredAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TestMessage' });
export type TestMessage = z.infer<typeof TestMessage>;
export const SentTests = z.object({ items: z.array(TestMessage) });
export type SentTests = z.infer<typeof SentTests>;

export const TestsRef = z.object({ id: z.uuid() });
export const TestMessages = z
  .object({
    at: z.iso.datetime().describe('When this was read.'),
    /** The last ones, newest first. */
    items: z.array(TestMessage),
    /** Who may get one; nobody is named to who may not send tests. */
    members: z.array(z.object({ email: z.string(), name: z.string(), isYou: z.boolean() })),
    /** Why none can be sent, in a sentence; null: they can. */
    problem: z.string().nullable(),
    /** What is to be said of the way out, such as that nothing leaves the sandbox. */
    notice: z.string().nullable(),
  })
  .meta({ id: 'TestMessages' });
export type TestMessages = z.infer<typeof TestMessages>;
