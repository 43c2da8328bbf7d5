import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logger } from '@/lib/platform/log';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { finishCampaigns } from './finish';
import { openJournal } from './journal';
import { expireLeases, recoverJournals, settleInstance } from './recover';

const database = await testDatabase();
const sql = database.owner.tags;
const folder = join(database.dataDir, 'journal');
const accepted = { state: 'accepted', response: '250 ok', reference: 'Q1' } as const;

/** Three messages held by an instance that died: one answered, one on the wire, one that it never came to. */
async function died(worker: string): Promise<QueuedCampaign> {
  const { slug } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, 3);
  await inHandsOf(database, campaign, worker);
  const journal = openJournal(folder, worker);
  const [answered = '', begun = ''] = campaign.messages;
  journal.begin(answered);
  journal.answer(answered, accepted);
  journal.begin(begun);
  journal.seal();
  return campaign;
}

const rows = async (campaign: QueuedCampaign) => {
  const found = await sql<
    { id: string; status: string; attempts: number; lease: string | null; external: string | null; due: boolean }[]
  >`select m.id, m.status, m.attempts, coalesce(m.lease_by, case when m.status in ('queued', 'deferred') and q.message_id is null then 'in hands' end) as lease, m.external_id as external, m.due_at <= now() as due
    from pipeline_messages m left join pipeline_queue q on q.tenant_id = m.tenant_id and q.message_id = m.id where m.source_id = ${campaign.id}`;
  return campaign.messages.map((id) => found.find((row) => row.id === id));
};

describe('what a dead worker held is settled by its journal', () => {
  it('answered: recorded; on the wire: uncertain; never begun: back in the queue, and that attempt does not count', async () => {
    const campaign = await died('one');
    expect(await settleInstance(database.services, folder, 'one', 'smtp', new Date())).toBe(3);
    expect(await rows(campaign)).toMatchObject([
      { status: 'sent', external: 'Q1', lease: null },
      { status: 'uncertain', lease: null },
      { status: 'deferred', attempts: 0, lease: null, due: true },
    ]);
    expect(await settleInstance(database.services, folder, 'one', 'smtp', new Date())).toBe(0);
  });

  it('also when the lease ran out first: an answer that the journal knows wins over "uncertain"', async () => {
    const campaign = await died('late');
    await inHandsOf(database, campaign, 'late', new Date(Date.now() - 1000));
    expect(await expireLeases(database.services, new Date())).toBe(3);
    expect(await statesOf(database, campaign)).toEqual({ uncertain: 3 });
    await recoverJournals(database.services, folder, 'smtp', new Date(), logger('test'));
    expect((await rows(campaign)).map((row) => row?.status)).toEqual(['sent', 'uncertain', 'deferred']);
  });

  it('after its campaign was completed without it: failed with the reason, since nobody cancelled it', async () => {
    const campaign = await died('later');
    await inHandsOf(database, campaign, 'later', new Date(Date.now() - 1000));
    await sql`update pipeline_lanes set due_at = 'infinity' where id = ${campaign.id}`;
    await expireLeases(database.services, new Date());
    await finishCampaigns(database.services, new Date());
    expect(await sql`select status from campaigns where id = ${campaign.id}`).toEqual([{ status: 'completed' }]);
    await recoverJournals(database.services, folder, 'smtp', new Date(), logger('test'));
    expect((await rows(campaign)).map((row) => row?.status)).toEqual(['sent', 'uncertain', 'failed']);
    const [row] =
      await sql`select error_code, error_message, verdict_reason, finished_at is not null as finished from pipeline_messages where id = ${campaign.messages[2] ?? ''}`;
    expect(row).toMatchObject({
      error_code: 'not_handed_over',
      error_message: expect.stringContaining('ended before'),
      finished: true,
    });
    expect(row?.['verdict_reason']).not.toBe('cancelled');
  });

  it('after the machine itself went down, what has no answer is uncertain, also what seems never begun', async () => {
    const campaign = await died('rebooted');
    const path = join(folder, 'rebooted.journal');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^boot .*\n/, 'boot 00000000-another-boot\n'));
    await settleInstance(database.services, folder, 'rebooted', 'smtp', new Date());
    expect((await rows(campaign)).map((row) => row?.status)).toEqual(['sent', 'uncertain', 'uncertain']);
  });

  it('a line that the end of the process cut off is left out', async () => {
    const campaign = await died('torn');
    const path = join(folder, 'torn.journal');
    writeFileSync(path, `${readFileSync(path, 'utf8')}a ${campaign.messages[2] ?? ''} {"state":"acc`);
    await settleInstance(database.services, folder, 'torn', 'smtp', new Date());
    expect((await rows(campaign)).map((row) => row?.status)).toEqual(['sent', 'uncertain', 'deferred']);
  });
});
