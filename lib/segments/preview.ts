import { query } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { compileParts, compileRule, type CompiledRule } from './compile';
import { labelsOf } from './queries';
import type { Rule } from './rule';
import { SegmentPreview, SegmentPreviewInput } from './schema';
import { within } from './within';
import { ruleInWords } from './words';
import { checkRule } from './write';

const sampleSize = 10;

/** Active, has an address, gave consent to marketing, is not suppressed: what the gate asks first. */
function reachOf({ text, params }: CompiledRule, tenant: string): [string, string[]] {
  const own = `$${params.length + 1}::text`;
  return [
    `select count(*)::int as n from contacts c
      join (select distinct on (contact_id) contact_id, granted from contact_consents where tenant_id = ${own} and channel = 'email' and purpose = 'marketing'
        order by contact_id, occurred_at desc, id desc) s on s.contact_id = c.id and s.granted
      where ${text} and c.status = 'active' and c.email_normalized is not null
        and not exists (select 1 from email_suppressions e where e.tenant_id = ${own} and e.email_normalized = c.email_normalized and e.deleted_at is null and (e.expires_at is null or e.expires_at > now()))`,
    [...params, tenant],
  ];
}

/** How many each part of the rule finds by itself, in one statement; null when that takes too long. */
async function countParts(ctx: Ctx, rule: Rule) {
  const { parts, params } = compileParts(rule, { tenantId: ctx.tenant, now: ctx.clock.now() });
  // The root is counted already; its parameters are those of the parts in it.
  const inside = parts.slice(1);
  const everybody = '(select count(*)::int from contacts c where c.tenant_id = $1::text and c.deleted_at is null)';
  const counts = [everybody, ...inside.map(({ text }) => `(select count(*)::int from contacts c where ${text})`)];
  const rows = await within({ services: ctx.services, ms: 4_000, signal: ctx.signal }, (ask) =>
    ask<{ n: number[] }>(`select array[${counts.join(', ')}] as n`, params),
  );
  const [all = 0, ...found] = rows?.[0]?.n ?? [];
  return rows && { everybody: all, counts: Object.fromEntries(inside.map(({ path }, i) => [path, found[i] ?? 0])) };
}

export const previewSegment = query({
  name: 'segments.preview',
  summary: 'Count whom a rule and each of its parts find, before it is saved',
  access: 'segments:read',
  http: { method: 'POST', path: '/segments/preview' },
  input: SegmentPreviewInput,
  output: SegmentPreview,
  async run(ctx, { rule }) {
    await checkRule(ctx, rule);
    const { services, signal } = ctx;
    const compiled = compileRule(rule, { tenantId: ctx.tenant, now: ctx.clock.now() });
    const { text, params } = compiled;
    const found = await within({ services, ms: 20_000, signal }, async (ask) => {
      const [count] = await ask<{ n: number }>(`select count(*)::int as n from contacts c where ${text}`, params);
      const sample = await ask<{ id: string; displayName: string; email: string | null }>(
        `select c.id, c.display_name as "displayName", c.email from contacts c where ${text} limit ${sampleSize}`,
        params,
      );
      return { count: count?.n ?? 0, sample };
    });
    if (!found)
      throw new DomainError({
        code: 'unavailable',
        message:
          'Counting this rule takes longer than 20 seconds. Save the segment, and it is counted in the background; or ask for less.',
      });
    const reach = await within({ services, ms: 3_000, signal }, (ask) =>
      ask<{ n: number }>(...reachOf(compiled, ctx.tenant)),
    );
    return {
      ...found,
      parts: await countParts(ctx, rule),
      ruleInWords: ruleInWords(rule, await labelsOf(ctx)),
      reach: { email: reach?.[0]?.n ?? null },
    };
  },
});
