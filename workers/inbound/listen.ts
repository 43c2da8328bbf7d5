import { startInbound } from '@/lib/inbound';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';
import type { Running } from '../runtime/part';

/** Takes incoming mail, for every tenant of this installation, unless another process does. */
export async function listenForMail(services: Services): Promise<Running> {
  if (config().inbound.port === null) return { stop: async () => undefined };
  const sql = systemTags(services);
  return startInbound(services, {
    tenants: async () =>
      (await sql<{ id: string }[]>`select id from tenants where deleted_at is null`).map((row) => row.id),
  });
}
