import type { Services } from '@/lib/platform/services';
import { openSecrets } from './configuration';
import { hookToken } from './queries';

/** Whose provider a webhook names, and what proves that it comes from there. */
export interface HookProof {
  tenant: string;
  settings: Record<string, string | number | boolean>;
  secrets: Record<string, string>;
  token: string;
}

/** Found by its id alone, since a webhook knows no organisation; null when there is none of this kind. */
export async function hookProof(services: Pick<Services, 'app'>, kind: string, id: string): Promise<HookProof | null> {
  const [row] = await services.app.tags<
    { tenant_id: string; kind: string; settings: HookProof['settings']; secret: string }[]
  >`select * from find_hook_provider(${id})`;
  if (row?.kind !== kind) return null;
  const { tenant_id: tenant, settings, secret } = row;
  return { tenant, settings, secrets: openSecrets(tenant, id, secret), token: hookToken(id) };
}
