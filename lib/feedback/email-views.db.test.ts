import { beforeAll, describe, expect, it } from 'vitest';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { applyFeedback, type Feedback } from '.';
import { learnFromRefusals } from './refused';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;
const views = ['email_deliveries', 'email_bounces', 'campaign_email_stats'] as const;
type Row = Record<string, unknown>;

/** What an organisation sees of a view, asked without naming it. */
const seen = ({ ctx }: TestTenant, view: (typeof views)[number]): Promise<Row[]> =>
  withTenantTags(ctx, async (tags) => [...(await tags<Row[]>`select * from ${tags(view)}`)]);

const bounced = (messageId: string, key: string, at: Date, more: Partial<Feedback> = {}): Feedback => ({
  ...{ messageId, key, at, event: 'bounced', isHard: false },
  ...more,
});

/** A campaign by e-mail that was counted: one message was sent, one waits, one was refused. Beside it, one by text that came back. */
async function organisation() {
  const tenant = await testTenant(database);
  const { slug } = tenant;
  const { messageId: first, campaignId } = await sentMessage(database, slug, { email: 'first@uni.example' });
  const another = async (status: string, more: Row): Promise<string> => {
    const { messageId } = await sentMessage(database, slug, { email: `${status}@uni.example`, status });
    await sql`update pipeline_messages set ${sql({ source_id: campaignId, ...more })} where tenant_id = ${slug} and id = ${messageId}`;
    return messageId;
  };
  const due = new Date('2026-11-23T12:00:00Z');
  const waits = await another('deferred', { due_at: due, attempts: 2, error_code: '4.2.1' });
  const gone = await another('failed', { error_code: '5.1.1', error_message: '550 5.1.1 User unknown' });
  const text = await sentMessage(database, slug, { email: 'text@uni.example' });
  await sql`update pipeline_messages set channel = 'sms', bounced_at = ${due} where tenant_id = ${slug} and id = ${text.messageId}`;
  await learnFromRefusals(services, [{ tenant: slug, payload: { channel: 'email', items: [{ id: gone }] } }]);
  await services.system.tags`select update_campaign_email_stats(${slug}, ${campaignId})`;
  return { tenant, slug, campaignId, first, waits, gone, due };
}
let mine: Awaited<ReturnType<typeof organisation>>;
let other: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  [mine, other] = [await organisation(), await organisation()];
});

it.each(views)('%s shows an organisation its own rows, and nobody’s to whoever names none', async (view) => {
  for (const { tenant, slug } of [mine, other]) {
    const rows = await seen(tenant, view);
    expect(new Set(rows.map((row) => row['tenant_id']))).toEqual(new Set([slug]));
    const [all] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(view)} where tenant_id = ${slug}`;
    expect(rows).toHaveLength(all!.n);
  }
  expect(await services.app.tags`select 1 from ${services.app.tags(view)}`).toHaveLength(0);
});

describe('the deliveries of e-mails', () => {
  it('are the messages by e-mail, each once, and tell when one that waits is tried next', async () => {
    const { tenant, first, waits, gone, campaignId, due } = mine;
    const rows = await seen(tenant, 'email_deliveries');
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row['message_id']))).toEqual(new Set([first, waits, gone]));
    const of = (id: string) => rows.find((row) => row['message_id'] === id);
    expect(of(waits)).toMatchObject({
      ...{ campaign_id: campaignId, status: 'deferred', attempts: 2, error_code: '4.2.1' },
      ...{ next_retry_at: due, email_address: 'deferred@uni.example' },
    });
    expect(of(first)).toMatchObject({ status: 'sent', next_retry_at: null, opened_at: null });
    expect(of(gone)).toMatchObject({ status: 'failed', next_retry_at: null });
  });

  it('tell of no campaign where a message has another source', async () => {
    const { tenant, slug, first, campaignId } = await organisation();
    await sql`update pipeline_messages set source_type = 'inbox' where tenant_id = ${slug} and id = ${first}`;
    const rows = await seen(tenant, 'email_deliveries');
    expect(rows.find((row) => row['message_id'] === first)).toMatchObject({
      ...{ campaign_id: null, source_type: 'inbox', source_id: campaignId },
    });
  });
});

describe('the bounces of e-mails', () => {
  it('are each that was told, with its class and words, and who was refused at once as gone', async () => {
    const { tenant, slug, first, gone, campaignId } = await organisation();
    const at = new Date('2026-11-22T08:00:00Z');
    await applyFeedback(services, slug, [
      bounced(first, 'full', at, { detail: 'mailbox full', metadata: { class: 'soft', status: '5.2.2' } }),
      bounced(first, 'gone', new Date('2026-11-22T09:00:00Z'), { isHard: true, metadata: { status: '5.1.1' } }),
    ]);
    const rows = await seen(tenant, 'email_bounces');
    const told = { message_id: first, campaign_id: campaignId, email_address: 'first@uni.example' };
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...told, bounce_type: 'soft', status_code: '5.2.2', bounced_at: at }),
        expect.objectContaining({ ...told, bounce_type: 'hard', status_code: '5.1.1' }),
        expect.objectContaining({
          ...{ message_id: gone, email_address: 'failed@uni.example', bounce_type: 'hard', status_code: '5.1.1' },
          ...{ diagnostic: '550 5.1.1 User unknown', bounced_at: expect.any(Date) },
        }),
      ]),
    );
  });

  it('name nobody twice who was refused at once and of whom a report came as well', async () => {
    const { tenant, slug, gone } = await organisation();
    await applyFeedback(services, slug, [bounced(gone, 'late', new Date(), { isHard: true })]);
    const rows = await seen(tenant, 'email_bounces');
    expect(rows.map((row) => row['message_id'])).toEqual([gone]);
  });
});

describe('the e-mail figures of campaigns', () => {
  it('are the last count, with rates of what was sent, and bounces of what failed as well', async () => {
    const { tenant, slug, first, campaignId } = await organisation();
    await applyFeedback(services, slug, [
      { messageId: first, event: 'clicked', at: new Date(), key: 'click', metadata: { link: '0' } },
    ]);
    await services.system.tags`select update_campaign_email_stats(${slug}, ${campaignId})`;
    const rows = await seen(tenant, 'campaign_email_stats');
    expect(rows.filter((row) => row['campaign_id'] === campaignId)).toMatchObject([
      { planned_count: 3, sent_count: 1, failed_count: 1, open_rate: 1, click_rate: 1, bounce_rate: 0.5 },
    ]);
  });

  it('have no rate while nothing was sent, and none at all of a campaign by text message', async () => {
    const { tenant, slug, campaignId } = await organisation();
    await sql`update pipeline_messages set status = 'skipped', sent_at = null where tenant_id = ${slug}`;
    await services.system.tags`select update_campaign_email_stats(${slug}, ${campaignId})`;
    const nothing = { sent_count: 0, open_rate: null, click_rate: null, bounce_rate: null };
    expect(await seen(tenant, 'campaign_email_stats')).toMatchObject([nothing]);
    await sql`update campaigns set channel = 'sms' where tenant_id = ${slug} and id = ${campaignId}`;
    expect(await seen(tenant, 'campaign_email_stats')).toEqual([]);
  });
});
