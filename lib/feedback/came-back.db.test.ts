import { describe, expect, it } from 'vitest';
import { expireLeases } from '@/lib/pipeline/delivery/recover';
import { record } from '@/lib/pipeline/delivery/record';
import { resultOf } from '@/lib/pipeline/delivery/result';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import type { HandOver } from '@/lib/sending';
import { applyFeedback } from '.';
import type { Feedback } from './record';

const database = await testDatabase();
const sql = database.owner.tags;
const started = new Date(Date.now() - 60_000);

const answers = {
  taken: { state: 'accepted', response: '250 ok', reference: 'Q1' },
  unheard: { state: 'unknown', reason: 'no answer' },
  refused: { state: 'refused', response: '500 sorry', kind: 'other', transient: true },
  expired: null,
} as const satisfies Record<string, HandOver | null>;
type Answer = keyof typeof answers;

const told: Record<string, Pick<Feedback, 'event' | 'machine' | 'detail' | 'isHard'>> = {
  delivered: { event: 'delivered' },
  bounced: { event: 'bounced', isHard: false, detail: '452 mailbox full' },
  complained: { event: 'complained' },
  replied: { event: 'replied' },
  'opened by a person': { event: 'opened' },
  'clicked by a program': { event: 'clicked', machine: 'agent' },
  'answered by a program': { event: 'auto_replied' },
  'taken by the provider': { event: 'accepted' },
};

/** One message in the hands of a worker, its answer, and what comes back for it: before the answer, or after. */
async function run(answer: Answer, event: string, isFirst: boolean) {
  const { slug } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, 1);
  const [id = ''] = campaign.messages;
  const worker = `w ${slug}`;
  await inHandsOf(database, campaign, worker, answer === 'expired' ? new Date(Date.now() - 1000) : undefined);
  const [{ due, contactId } = { due: '', contactId: '' }] = await sql<{ due: string; contactId: string }[]>`
    select due_at::text as due, contact_id as "contactId" from pipeline_messages where tenant_id = ${slug} and id = ${id}`;
  const come = () =>
    applyFeedback(database.services, slug, [{ messageId: id, at: started, key: 'k', ...told[event]! }]);
  const end = async () => {
    const outcome = answers[answer];
    if (!outcome) return expireLeases(database.services, new Date());
    const lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' } as const;
    const target = { lane, sourceId: campaign.id, templateId: campaign.templateId, provider: 'smtp', worker };
    return record(
      database.services,
      target,
      [resultOf({ id, contactId, attempts: 1, due }, outcome, new Date(), 0.5)],
      new Date(),
    );
  };
  for (const step of isFirst ? [come, end] : [end, come]) await step();
  await statesOf(database, campaign);
  const [row] = await sql`
    select m.status, m.error_code, m.sent_at is not null as sent, m.finished_at is not null as finished, m.lease_by,
      exists (select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.message_id = m.id) as queued,
      (select count(*)::int from outbox o where o.tenant_id = m.tenant_id and o.type = 'message.sent') as told
    from pipeline_messages m where m.tenant_id = ${slug} and m.id = ${id}`;
  return row;
}

const rungs: Record<string, string> = { delivered: 'delivered', bounced: 'bounced', complained: 'complained' };

describe.each(Object.keys(told))('a message that was %s', (event) => {
  it.each([
    ['taken', true],
    ['taken', false],
    ['unheard', true],
    ['unheard', false],
    ['expired', true],
    ['expired', false],
  ] as const)('and whose hand-over was %s was sent, the event first: %s', async (answer, isFirst) => {
    expect(await run(answer, event, isFirst)).toMatchObject({
      status: rungs[event] ?? 'sent',
      error_code: event === 'bounced' ? 'bounced' : null,
      ...{ sent: true, finished: true, lease_by: null, queued: false, told: 1 },
    });
  });

  const shows = event in rungs || event === 'replied' || event === 'taken by the provider';
  it.each([true, false])(
    `and was refused for now ${shows ? 'is not tried again' : 'is tried again: servers look before they refuse'}, the event first: %s`,
    async (isFirst) => {
      expect(await run('refused', event, isFirst)).toMatchObject(
        shows
          ? { status: rungs[event] ?? 'sent', sent: true, finished: true, queued: false, told: 1 }
          : { status: 'deferred', sent: false, finished: false, queued: true, told: 0 },
      );
    },
  );
});

it.each([
  ['unheard', 'sent'],
  ['refused', 'sent'],
] as const)(
  'what the provider tells while an answer that was %s is being written is not missed',
  async (answer, status) => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 1);
    const [id = ''] = campaign.messages;
    const [contactId = ''] = campaign.contacts;
    const worker = `w ${slug}`;
    await inHandsOf(database, campaign, worker);
    const [{ due } = { due: '' }] = await sql<{ due: string }[]>`
    select due_at::text as due from pipeline_messages where tenant_id = ${slug} and id = ${id}`;
    const lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' } as const;
    const target = { lane, sourceId: campaign.id, templateId: campaign.templateId, provider: 'smtp', worker };
    let writing: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${id} for update`;
      await tx`insert into pipeline_delivery_logs (tenant_id, message_id, event, metadata, occurred_at) values (${slug}, ${id}, 'accepted', '{}', now())`;
      const result = resultOf({ id, contactId, attempts: 1, due }, answers[answer], new Date(), 0.5);
      writing = record(database.services, target, [result], new Date());
      for (let waiting = 0; waiting === 0;) {
        const [row] = await tx<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`;
        waiting = row?.n ?? 0;
      }
    });
    await writing;
    expect(await statesOf(database, campaign)).toEqual({ [status]: 1 });
  },
);
