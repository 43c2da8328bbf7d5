import type { TagsTx } from '@/db/client';
import { config } from '@/lib/platform/config';

/**
 * True when a token of one tenant comes under the domain of another: nobody may borrow the name of others for links of their
 * own. Asked only for names that are not the installation's.
 */
export async function isForeignHost(sql: TagsTx, tenant: string, host: string | null | undefined): Promise<boolean> {
  if (!host || host === new URL(config().publicUrl).hostname) return false;
  const [row] = await sql<{ owner: string | null }[]>`select tracking_domain_owner(${host}) as owner`;
  return row?.owner != null && row.owner !== tenant;
}
