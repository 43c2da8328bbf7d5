import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { pages } from '@/lib/paths';
import { testDatabase } from '@/lib/testing/database';
import { draft } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { sourcesOf } from './timeline-sources';

const database = await testDatabase();
const sql = database.owner.tags;

const line = (sourceId: string) => ({
  ...{ id: randomUUID(), type: 'email.sent', title: '', details: {}, actor: null, occurredAt: '2026-03-01T10:00:00Z' },
  ...{ sourceType: 'campaign', sourceId },
});

it('names the campaigns of a timeline without a look at their messages: only those here, for who may read them', async () => {
  const [{ ctx, as }, other] = [await testTenant(database), await testTenant(database)];
  const [appeal, thanks, gone, foreign] = [
    await draft(ctx, 'Appeal'),
    await draft(ctx, 'Thanks'),
    await draft(ctx, 'Gone'),
    await draft(other.ctx, 'Foreign'),
  ];
  await sql`update campaigns set per_hour = 1200 where tenant_id = ${ctx.tenant} and id = ${appeal}`;
  await sql`update campaigns set deleted_at = now() where tenant_id = ${ctx.tenant} and id = ${gone}`;
  const lines = [appeal, thanks, appeal, gone, foreign].map(line);
  const plain = await sourcesOf(as(['contacts:read']), lines);
  expect(plain[appeal]).toEqual(plain[foreign]);
  await sql`alter table pipeline_messages rename to out_of_reach`;
  const found = await sourcesOf(ctx, lines);
  await sql`alter table out_of_reach rename to pipeline_messages`;
  const turns = { status: 'draft', options: { perHour: 1200, sendLocal: false, decidedAt: null } };
  expect(found).toEqual({
    [appeal]: { label: 'Appeal', href: pages.campaign(ctx.tenant, appeal), turns },
    [thanks]: {
      ...{ label: 'Thanks', href: pages.campaign(ctx.tenant, thanks) },
      turns: { ...turns, options: { ...turns.options, perHour: null } },
    },
    [gone]: plain[gone],
    [foreign]: plain[foreign],
  });
});
