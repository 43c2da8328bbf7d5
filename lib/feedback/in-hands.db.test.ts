import { expect, it } from 'vitest';
import { withSystem } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { holdMessages } from './load';

const database = await testDatabase();
const sql = database.owner.tags;

it.each(['put off', 'moved in the queue'] as const)(
  'a message that is %s while feedback waits for it is in nobody’s hands',
  async (how) => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 1);
    const [id = ''] = campaign.messages;
    if (how === 'put off') await inHandsOf(database, campaign, `w ${slug}`);
    let reading: ReturnType<typeof holdMessages> | undefined;
    await sql.begin(async (tx) => {
      await tx`delete from pipeline_queue where tenant_id = ${slug} and message_id = ${id}`;
      await tx`update pipeline_messages set status = 'deferred', due_at = due_at + interval '1 hour' where tenant_id = ${slug} and id = ${id}`;
      await tx`insert into pipeline_queue (tenant_id, lane_id, due_at, message_id)
        select tenant_id, lane_id, due_at, id from pipeline_messages where tenant_id = ${slug} and id = ${id}`;
      reading = withSystem(database.services, (system) => holdMessages(system, slug, [id]));
      for (let waiting = 0; waiting === 0;) {
        const [row] = await tx<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`;
        waiting = row?.n ?? 0;
      }
    });
    expect((await reading)?.get(id)).toMatchObject({ inHands: false });
  },
);
