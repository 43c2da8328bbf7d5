import { z } from 'zod';
import { channels, purposes } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import { systemTags } from '@/lib/platform/db/system';
import { notFound } from '@/lib/platform/errors';
import { gateFacts } from './facts';
import { decide } from './gate';
import { questionFor } from './question';

export const MaySend = z
  .object({
    decision: z.enum(['send', 'skip']),
    rule: z.string(),
    reason: z.string(),
    steps: z.array(z.object({ rule: z.string(), result: z.enum(['passed', 'stops', 'not_asked']), fact: z.string() })),
  })
  .meta({ id: 'MaySend' });

/** "May we write now?": what the gate would say to a message of this source and purpose, with every check it made. */
export const maySend = query({
  name: 'contacts.may_send',
  summary: 'May we write to this contact now, and why or why not',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}/may-send' },
  input: z.object({
    id: z.uuid(),
    channel: z.enum(channels).default('email'),
    purpose: z.enum(purposes).default('marketing'),
    /** What would write: a mailing, or an answer in the inbox. */
    source: z.enum(['campaign', 'inbox']).default('campaign'),
  }),
  output: MaySend,
  async run(ctx, { id, channel, purpose, source }) {
    const [facts] = await gateFacts(systemTags(ctx.services), ctx.tenant, [id], channel, purpose);
    if (!facts) throw notFound('contact');
    const { decision, rule, reason, steps } = decide(facts, questionFor(source, purpose));
    return { decision, rule, reason, steps };
  },
});
