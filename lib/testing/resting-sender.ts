import { createProvider, createSender } from '@/lib/sending';
import type { TestDatabase } from './database';
import { queuedCampaign } from './outbound';
import { testTenant, type TestTenant } from './tenant';

export const sendgrid = ({ ctx }: TestTenant, name: string) =>
  createProvider(ctx, { name, configuration: { kind: 'sendgrid', apiKey: 'x' } }).then(({ provider }) => provider);

/** So many people wait for a campaign "Reunion" from a sender whose domain only the provider vouches for. */
export async function restingSender(database: TestDatabase, waiting: number) {
  const t = await testTenant(database);
  const provider = await sendgrid(t, 'Main');
  const sender = await createSender(t.ctx, { fromName: 'Office', fromEmail: 'office@uni.example' });
  const campaign = await queuedCampaign(database, t.slug, waiting, { asleep: true });
  await database.owner
    .tags`update campaigns set sender_id = ${sender.id}, name = 'Reunion' where tenant_id = ${t.slug} and id = ${campaign.id}`;
  return { t, provider, sender };
}
