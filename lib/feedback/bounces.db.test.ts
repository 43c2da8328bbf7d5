import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decide, gateAsk, gateFacts } from '@/lib/pipeline';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage, type SentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { applyFeedback, learnFromRefusals } from './index';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;

const listed = (tenant: string) => sql<{ reason: string; email: string; expires_at: Date | null }[]>`
  select reason, email_normalized as email, expires_at from email_suppressions where tenant_id = ${tenant} and deleted_at is null order by reason`;

/** Further messages to the same person, so that each can come back once. */
async function more(tenant: string, first: SentMessage, status = 'sent', error: [string, string] | null = null) {
  const id = randomUUID();
  await sql`
    insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, verdict_rule, sent_at, finished_at, step, error_code, error_message)
    values (${tenant}, ${id}, ${first.campaignId}, 'campaign', ${first.campaignId}, ${first.contactId}, 'email', ${status}, ${first.email}, 'passed', now(), now(),
      (select count(*) from pipeline_messages where tenant_id = ${tenant}), ${error?.[0] ?? null}, ${error?.[1] ?? null})`;
  return id;
}
const soft = (messageId: string, at = new Date()) => ({
  messageId,
  event: 'bounced' as const,
  at,
  isHard: false,
  detail: 'Mailbox full',
});
const verdict = async (tenant: string, contactId: string) => {
  const now = new Date();
  const ask = await gateAsk(
    services.system.tags,
    tenant,
    { source: 'campaign', channel: 'email', purpose: 'marketing' },
    now,
  );
  const [facts] = await gateFacts(services.system.tags, tenant, [contactId], ask, now);
  return decide(facts!, ask.rules, now);
};

describe('soft bounces', () => {
  it('so many in a row suppress the address for a time, by the numbers of the tenant; then it is written to again', async () => {
    const { slug } = await testTenant(database);
    await sql`insert into bounce_settings (tenant_id, soft_limit, expire_days) values (${slug}, 2, 7)`;
    const first = await sentMessage(database, slug);
    await applyFeedback(services, slug, [soft(first.messageId)]);
    expect(await listed(slug)).toEqual([]);
    await applyFeedback(services, slug, [soft(await more(slug, first))]);
    const [entry] = await listed(slug);
    expect(entry).toMatchObject({ reason: 'soft_bounce', email: first.email });
    expect((entry!.expires_at!.getTime() - Date.now()) / 86_400_000).toBeCloseTo(7, 1);
    expect(await verdict(slug, first.contactId)).toMatchObject({ reason: 'suppressed_soft_bounce' });

    await sql`update email_suppressions set expires_at = now() - interval '1 minute' where tenant_id = ${slug}`;
    expect(await verdict(slug, first.contactId)).toMatchObject({ decision: 'send' });
    const [{ suppressed }] =
      (await sql`select is_email_suppressed(${slug}, ${first.email}) as suppressed`) as unknown as [
        { suppressed: boolean },
      ];
    expect(suppressed).toBe(false);
  });

  it('a sign of life between them begins the count anew, whichever is told first', async () => {
    const { slug } = await testTenant(database);
    const first = await sentMessage(database, slug);
    const ids = [first.messageId, await more(slug, first), await more(slug, first), await more(slug, first)];
    const at = (n: number) => new Date(Date.now() - (10 - n) * 60_000);
    await applyFeedback(services, slug, [{ messageId: ids[1]!, event: 'opened', at: at(3) }]);
    await applyFeedback(services, slug, [soft(ids[3]!, at(5)), soft(ids[2]!, at(4)), soft(ids[0]!, at(1))]);
    expect(await listed(slug)).toEqual([]);
    await applyFeedback(services, slug, [soft(ids[1]!, at(6))]);
    expect(await listed(slug)).toMatchObject([{ reason: 'soft_bounce' }]);
  });
});

describe('refusals at the hand-over', () => {
  const failed = (id: string) => ({ channel: 'email', items: [{ id }] });

  it('of a mailbox that does not exist suppress at once, others do not; told again they change nothing', async () => {
    const { slug } = await testTenant(database);
    const [gone, blocked] = [await sentMessage(database, slug), await sentMessage(database, slug)];
    const facts = [
      await more(slug, gone, 'failed', ['5.1.1', '550 5.1.1 User unknown']),
      await more(slug, blocked, 'failed', ['5.7.1', '550 5.7.1 Blocked by policy']),
    ].map((id) => ({ tenant: slug, payload: failed(id) }));
    await learnFromRefusals(services, facts);
    await learnFromRefusals(services, facts);
    expect(await listed(slug)).toMatchObject([{ reason: 'bounce', email: gone.email, expires_at: null }]);
  });

  it('of a full mailbox count with the soft bounces; those of another tenant are not touched', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const first = await sentMessage(database, a.slug);
    await applyFeedback(services, a.slug, [soft(first.messageId), soft(await more(a.slug, first))]);
    const full = await more(a.slug, first, 'failed', ['5.2.2', '552 5.2.2 Mailbox full']);
    await learnFromRefusals(services, [{ tenant: b.slug, payload: failed(full) }]);
    expect([...(await listed(a.slug)), ...(await listed(b.slug))]).toEqual([]);
    await learnFromRefusals(services, [{ tenant: a.slug, payload: failed(full) }]);
    expect(await listed(a.slug)).toMatchObject([{ reason: 'soft_bounce', email: first.email }]);
  });
});
