import { onTestFinished } from 'vitest';
import { launchCampaign, planCampaign } from '@/lib/campaigns';
import { startDelivery } from '@/lib/pipeline';
import { startJobRunner } from '@/lib/platform/jobs';
import type { TestDatabase } from './database';
import type { TestTenant } from './tenant';
import { until } from './wait';

/** Launches a campaign with workers of its own, and waits until it is completed; they end with the test. */
export async function sendCampaign(database: TestDatabase, t: TestTenant, id: string): Promise<void> {
  const runner = await startJobRunner(database.services, [planCampaign], { worker: t.slug });
  const delivery = await startDelivery(database.services);
  onTestFinished(async () => {
    await delivery.stop();
    await runner.stop();
  });
  await launchCampaign(t.ctx, { id });
  await until('the campaign to end', async () => {
    const [row] = await database.owner
      .tags`select 1 from campaigns where tenant_id = ${t.slug} and id = ${id} and status = 'completed'`;
    return row !== undefined;
  });
}
