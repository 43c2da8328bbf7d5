import type { Tags } from '@/db/client';
import type { Ctx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import { invalid, notFound } from '@/lib/platform/errors';
import type { ScopeContact } from '@/lib/templates';
import { closedLine } from './closed';
import { loadComposed } from './compose';
import { wayFor, withoutRoom } from './delivery/capacity';
import { isPassing, subjectOf, whyNot } from './delivery/make';
import { gateAsk } from './facts';
import { decide, type GateFacts, type Verdict } from './gate';
import { scopeColumns } from './people';
import { suppressedLine } from './suppressed';
import type { SuppressionReason } from './vocabulary';

interface Known {
  address: string;
  granted: boolean | null;
  source: string | null;
  occurred_at: Date | null;
  reason: SuppressionReason | null;
  suppressed_at: Date | null;
}

const factsOf = ({ address, granted, source, occurred_at, reason, suppressed_at }: Known): GateFacts => ({
  ...{ contactStatus: 'active', address, country: null, timeZone: null, consent: null, pressure: [], capacity: null },
  doNotContact: granted === false && occurred_at ? { source: source ?? '', at: occurred_at.toISOString() } : null,
  suppression: reason && suppressed_at ? { reason, at: suppressed_at.toISOString() } : null,
});

/** What is known of these addresses: the list of the suppressed, and what a contact with the same one said of all mail. */
const knownOf = (sql: Tags, tenant: string, addresses: string[]) => sql<Known[]>`
  select w.address, n.granted, n.source, n.occurred_at, s.reason, s.created_at as suppressed_at
  from unnest(${addresses}::text[]) as w(address)
  left join contacts c on c.tenant_id = ${tenant} and c.email_normalized = w.address and c.deleted_at is null
  ${closedLine(sql, tenant, 'email')}
  ${suppressedLine(sql, tenant, 'email', sql`w.address`)}`;

/** The gate's answers for tests to these addresses of members (normalised), in their order; what may go has taken its room. */
export async function judgeTests(
  ctx: Ctx,
  { purpose, senderId }: { purpose: string; senderId: string | null },
  tests: readonly { id: string; address: string }[],
  now: Date,
): Promise<Verdict[]> {
  const sql = systemTags(ctx.services);
  const { rules } = await gateAsk(sql, ctx.tenant, { source: 'test', channel: 'email', purpose }, now);
  const rows = await knownOf(
    sql,
    ctx.tenant,
    tests.map(({ address }) => address),
  );
  const facts = new Map(rows.map((row) => [row.address, factsOf(row)]));
  const judge = ({ address }: { address: string }, capacity: GateFacts['capacity']) =>
    decide({ ...facts.get(address)!, capacity }, rules, now);
  const may = tests.filter((test) => judge(test, null).decision === 'send');
  const { way } = await wayFor(sql, ctx.tenant, rules, now);
  const full = await withoutRoom(sql, ctx.tenant, rules, may, { senderId, way }, now, 'are_gone');
  return tests.map((test) => judge(test, full.get(test.id) ?? null));
}

interface What {
  templateVersionId: string;
  campaignId: string | null;
  variant: number | null;
  /** Whose data fills it; null: those of the member who gets it. */
  contactId: string | null;
}

interface Reader {
  id: string;
  address: string;
  name: string;
  /** Where answers go, there being no conversation for them: to who asked, else to the sender's own address. */
  replyTo: string | undefined;
}

/** What composes tests as the messages themselves are. It throws `invalid` what is wrong with the template or the person. */
export async function testComposer(ctx: Ctx, what: What): Promise<(reader: Reader, now: Date) => Buffer> {
  const { templateVersionId, campaignId, variant, contactId } = what;
  const sql = systemTags(ctx.services);
  const subject = campaignId && variant !== null ? await subjectOf(sql, ctx.tenant, campaignId, variant) : null;
  const composed = await loadComposed(sql, ctx.tenant, templateVersionId, campaignId, subject, 'test');
  const contact = contactId === null ? null : await contactOf(sql, ctx.tenant, contactId);
  return (reader, now) => {
    const { id, address, name, replyTo = composed.fromEmail } = reader;
    try {
      return composed.compose({ id, address, name, replyTo }, contact ?? asContact(reader), now);
    } catch (error) {
      if (isPassing(error)) throw error;
      throw invalid(whyNot(error));
    }
  };
}

async function contactOf(sql: Tags, tenant: string, id: string): Promise<ScopeContact> {
  const [row] = await sql<ScopeContact[]>`
    select c.id ${scopeColumns(sql)} from contacts c where c.tenant_id = ${tenant} and c.id = ${id} and c.deleted_at is null`;
  if (!row) throw notFound('contact');
  return row;
}

/** A member, where no contact is there to fill it with. */
const asContact = ({ address, name }: Reader): ScopeContact => ({
  ...{ id: '', email: address, phone: null, firstName: name.split(' ')[0] ?? name, lastName: null },
  ...{ displayName: name, language: null, attributes: {} },
});
