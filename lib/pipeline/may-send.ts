import { z } from 'zod';
import { channels, purposes, type Channel } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import { notFound } from '@/lib/platform/errors';
import { gateAsk, gateFacts } from './facts';
import { decide, type Verdict } from './gate';
import { gateRules, stepResults, type SkipReason, type SourceType } from './vocabulary';

/** The gate's answer for one message to one contact, now. Throws `not_found`. */
export async function askGate(
  ctx: Ctx,
  contactId: string,
  asking: { source: SourceType; channel: Channel; purpose: string; topicId?: string | undefined },
): Promise<{ verdict: Verdict; address: string | null }> {
  const sql = systemTags(ctx.services);
  const now = ctx.clock.now();
  const ask = await gateAsk(sql, ctx.tenant, asking, now);
  const [facts] = await gateFacts(sql, ctx.tenant, [contactId], ask, now);
  if (!facts) throw notFound('contact');
  return { verdict: decide(facts, ask.rules, now), address: facts.address };
}

const batch = 10_000;

/** Whom of these people the gate would leave out now, with the reason; nothing is written. Who was deleted counts as archived, as at hand-over. */
export async function leftOutNow(
  ctx: Ctx,
  contactIds: readonly string[],
  asking: Parameters<typeof gateAsk>[2],
): Promise<Map<string, SkipReason>> {
  const sql = systemTags(ctx.services);
  const now = ctx.clock.now();
  const ask = await gateAsk(sql, ctx.tenant, asking, now);
  const out = new Map<string, SkipReason>();
  for (let from = 0; from < contactIds.length; from += batch) {
    const ids = contactIds.slice(from, from + batch);
    const people = await gateFacts(sql, ctx.tenant, ids, ask, now);
    const found = new Set(people.map(({ contactId }) => contactId));
    for (const id of ids) if (!found.has(id)) out.set(id, 'archived');
    for (const person of people) {
      const verdict = decide(person, ask.rules, now);
      if (verdict.decision === 'skip') out.set(person.contactId, verdict.reason);
    }
  }
  return out;
}

/** Each reason once, with how many people have it; the commonest first. */
export const countReasons = (reasons: readonly SkipReason[]): { reason: SkipReason; people: number }[] =>
  [...new Set(reasons)]
    .map((reason) => ({ reason, people: reasons.filter((one) => one === reason).length }))
    .sort((a, b) => b.people - a.people);

export const MaySend = z
  .object({
    decision: z.enum(['send', 'defer', 'skip']),
    rule: z.string(),
    reason: z.string(),
    /** When it may go, if it has to wait now. */
    until: z.iso.datetime().nullable(),
    steps: z.array(
      z.object({ rule: z.enum([...gateRules, 'holdout']), result: z.enum(stepResults), fact: z.string() }),
    ),
  })
  .meta({ id: 'MaySend' });

/** "May we write now?": what the gate would say to a message of this source and purpose, with every check it made. */
export const maySend = query({
  name: 'contacts.may_send',
  summary: 'May we write to this contact now, and why or why not',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}/may-send' },
  input: z
    .object({
      id: z.uuid(),
      channel: z.enum(channels).default('email'),
      purpose: z.enum(purposes).default('marketing'),
      /** What would write: a mailing, or an answer in the inbox. */
      source: z.enum(['campaign', 'inbox']).default('campaign'),
      topicId: z.uuid().optional().describe('A mailing about this topic.'),
    })
    .refine(({ purpose, topicId }) => !topicId || purpose === 'marketing', {
      path: ['topicId'],
      message: 'goes with the purpose marketing only',
    }),
  output: MaySend,
  async run(ctx, { id, channel, purpose, source, topicId }) {
    const { verdict } = await askGate(ctx, id, { source, channel, purpose, topicId });
    const { decision, rule, reason, steps } = verdict;
    const until = verdict.decision === 'defer' ? verdict.until.toISOString() : null;
    return { decision, rule, reason, until, steps };
  },
});
