import { sentence } from '@/lib/platform/text';
import { recordName, recordValue } from './dkim/keys';
import type { DkimKeyEntry, SendingProvider } from './schema';
import type { DkimAlgorithm, ProviderKind, ProviderState, RecordCheck, SendingChannel } from './vocabulary';

interface ProviderRow {
  id: string;
  name: string;
  kind: string;
  channel: string;
  settings: Record<string, string | number | boolean>;
  priority: number;
  enabled: boolean;
  state: string;
  lastError: string | null;
  lastErrorAt: Date | null;
  lastOkAt: Date | null;
  restsUntil: Date | null;
  createdAt: Date;
}

/** What may be seen of a secret: the end of a long one, that there is one of a short one. */
export const hint = (secret: string): string => (secret.length >= 16 ? `…${secret.slice(-4)}` : 'set');

export function presentProvider(
  row: ProviderRow,
  secrets: Record<string, string>,
  hook: { url: string | null; token: string | null },
): SendingProvider {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ProviderKind,
    channel: row.channel as SendingChannel,
    settings: row.settings,
    secrets: Object.fromEntries(Object.entries(secrets).map(([field, value]) => [field, hint(value)])),
    priority: row.priority,
    enabled: row.enabled,
    state: row.state as ProviderState,
    lastError: row.lastError === null ? null : sentence(row.lastError),
    lastErrorAt: row.lastErrorAt?.toISOString() ?? null,
    lastOkAt: row.lastOkAt?.toISOString() ?? null,
    restsUntil: row.restsUntil?.toISOString() ?? null,
    hookUrl: hook.url,
    hookToken: hook.token,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentDkimKey(row: {
  id: string;
  domain: string;
  selector: string;
  algorithm: string;
  publicKey: string;
  publishedAt: Date | null;
  checkedAt: Date | null;
  checkResult: string | null;
}): DkimKeyEntry {
  const algorithm = row.algorithm as DkimAlgorithm;
  return {
    id: row.id,
    domain: row.domain,
    algorithm,
    recordName: recordName(row),
    recordValue: recordValue({ algorithm, publicKey: row.publicKey }),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    checkResult: row.checkResult as RecordCheck | null,
  };
}
