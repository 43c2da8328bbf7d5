import { query } from '@/lib/platform/command';
import { withSystem } from '@/lib/platform/db/system';
import { DomainError, driverFailure } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';
import { compileRule, type CompiledRule } from './compile';
import { labelsOf } from './queries';
import { SegmentPreview, SegmentPreviewInput } from './schema';
import { ruleInWords } from './words';
import { checkRule } from './write';

type Read<T> = (sql: Parameters<Parameters<typeof withSystem>[1]>[0]) => Promise<T>;

const sampleSize = 10;

/** Runs a read as the system role, for at most `ms`; null when that was not enough. */
async function within<T>(services: Pick<Services, 'system'>, ms: number, read: Read<T>): Promise<T | null> {
  try {
    return await withSystem(services, async (sql) => {
      await sql`select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', ${String(ms)}, true)`;
      return read(sql);
    });
  } catch (error) {
    if (driverFailure(error)?.sqlState === '57014') return null;
    throw error;
  }
}

/** Active, has an address, gave consent to marketing, is not suppressed: what the gate asks first. */
function reachOf({ text, params }: CompiledRule, tenant: string): [string, string[]] {
  const own = `$${params.length + 1}::text`;
  return [
    `select count(*)::int as n from contacts c
      join (select distinct on (contact_id) contact_id, granted from contact_consents where tenant_id = ${own} and channel = 'email' and purpose = 'marketing'
        order by contact_id, occurred_at desc, id desc) s on s.contact_id = c.id and s.granted
      where ${text} and c.status = 'active' and c.email_normalized is not null
        and not exists (select 1 from email_suppressions e where e.tenant_id = ${own} and e.email_normalized = c.email_normalized and e.deleted_at is null)`,
    [...params, tenant],
  ];
}

export const previewSegment = query({
  name: 'segments.preview',
  summary: 'Count whom a rule finds, before it is saved',
  access: 'segments:read',
  http: { method: 'POST', path: '/segments/preview' },
  input: SegmentPreviewInput,
  output: SegmentPreview,
  async run(ctx, { rule }) {
    await checkRule(ctx, rule);
    const compiled = compileRule(rule, { tenantId: ctx.tenant, now: ctx.clock.now() });
    const { text, params } = compiled;
    const found = await within(ctx.services, 20_000, async (sql) => {
      const [count, sample] = await Promise.all([
        sql.unsafe<{ n: number }[]>(`select count(*)::int as n from contacts c where ${text}`, params),
        sql.unsafe<{ id: string; display_name: string; email: string | null }[]>(
          `select c.id, c.display_name, c.email from contacts c where ${text} limit ${sampleSize}`,
          params,
        ),
      ]);
      return {
        count: count[0]?.n ?? 0,
        sample: sample.map((row) => ({ id: row.id, displayName: row.display_name, email: row.email })),
      };
    });
    if (!found)
      throw new DomainError({
        code: 'unavailable',
        message:
          'Counting this rule takes longer than 20 seconds. Save the segment, and it is counted in the background; or ask for less.',
      });
    const email = await within(
      ctx.services,
      3_000,
      async (sql) => (await sql.unsafe<{ n: number }[]>(...reachOf(compiled, ctx.tenant)))[0]?.n ?? 0,
    );
    return { ...found, ruleInWords: ruleInWords(rule, await labelsOf(ctx)), reach: { email } };
  },
});
