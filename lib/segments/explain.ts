import { and, eq, isNull } from 'drizzle-orm';
import { contacts, segmentMembers } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { DomainError, notFound } from '@/lib/platform/errors';
import { authorise } from '@/lib/platform/permissions';
import { compileParts } from './compile';
import { findSegment, labelsOf } from './queries';
import { groupOf, isLeaf, type Rule } from './rule';
import { SegmentExplain, SegmentExplanation } from './schema';
import { valuesOf } from './values';
import { within } from './within';
import { leafInWords } from './words';

export const explainMembership = query({
  name: 'segments.explain',
  summary: 'Say why a contact is in a segment or not: each rule, whether it holds, and what is known of the contact',
  access: 'segments:read',
  http: { method: 'GET', path: '/segments/{id}/explain' },
  input: SegmentExplain,
  output: SegmentExplanation,
  async run(ctx, { id, contactId }) {
    authorise(ctx.actor, 'contacts:read');
    const segment = await findSegment(ctx, id);
    const [contact] = await ctx.tx
      .select()
      .from(contacts)
      .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, contactId), isNull(contacts.deletedAt)));
    if (!contact) throw notFound('contact');
    const [member] = await ctx.tx
      .select({ since: segmentMembers.addedAt })
      .from(segmentMembers)
      .where(
        and(
          eq(segmentMembers.tenantId, ctx.tenant),
          eq(segmentMembers.segmentId, id),
          eq(segmentMembers.contactId, contactId),
        ),
      );
    const rule = segment.rules as Rule;
    const now = ctx.clock.now();
    // The same SQL that finds the members, asked about one person: the answers cannot differ.
    const { parts, params } = compileParts(rule, { tenantId: ctx.tenant, now });
    const answers = parts.map(({ text }) => `coalesce(${text}, false)`).join(', ');
    const rows = await within({ services: ctx.services, ms: 10_000, signal: ctx.signal }, (ask) =>
      ask<{ holds: boolean[] }>(
        `select array[${answers}] as holds from contacts c where c.tenant_id = $1::text and c.id = $${params.length + 1}::text::uuid`,
        [...params, contactId],
      ),
    );
    if (!rows)
      throw new DomainError({ code: 'unavailable', message: 'Looking this person up takes too long now. Try again.' });
    const holds = rows[0]?.holds ?? [];
    const labels = await labelsOf(ctx);
    const value = await valuesOf(ctx, contact, rule, labels);
    return {
      contactId,
      displayName: contact.displayName,
      matches: holds[0] ?? false,
      memberSince: member?.since.toISOString() ?? null,
      parts: parts.map(({ path, rule: part }, i) => ({
        path,
        kind: isLeaf(part) ? ('rule' as const) : groupOf(part).kind,
        words: isLeaf(part) ? leafInWords(part, labels) : '',
        holds: holds[i] ?? false,
        value: isLeaf(part) ? value(part) : null,
      })),
    };
  },
});
