'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import type { ApiKey } from '@/lib/identity/schema';
import { pages } from '@/lib/paths';
import { revokeApiKeyAction } from '../actions';
import { NewApiKey } from './new-api-key';

type ApiKeysProps = {
  tenant: string;
  keys: readonly ApiKey[];
  mayWrite: boolean;
  /** What a key made by this person can hold. */
  grantable: readonly string[];
  now: string;
  zone: string;
};

/** Keys for programs: who made them, what they may do, when they were last used. */
export function ApiKeys({ tenant, keys, mayWrite, grantable, now, zone }: ApiKeysProps) {
  const router = useRouter();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = async (key: ApiKey) => {
    const result = await revokeApiKeyAction(tenant, { id: key.id }).catch(() => null);
    toast(result?.ok ? `Revoked ${key.name}` : (result?.error.message ?? 'The server did not answer. Try again.'));
    router.refresh();
    return result?.ok === true;
  };
  return (
    <Card title="API keys" actions={mayWrite ? <NewApiKey tenant={tenant} grantable={grantable} /> : null}>
      {keys.length === 0 ? (
        <p className="text-ink-3">
          None yet. A key lets a program, such as your registry, import contacts and read reports.
        </p>
      ) : null}
      <p className="mb-2 text-ink-3">
        What programs can ask for, and how, is on{' '}
        <Link className="link" href={pages.docs()} prefetch={false}>
          the pages of the API
        </Link>
        .
      </p>
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0 last:pb-0">
            <span className="min-w-0 flex-1 basis-48">
              <span className="font-medium">{key.name}</span>{' '}
              <span className="text-xs text-ink-3 mono">{key.prefix}…</span>
              <span className="block text-xs break-words text-ink-3">
                May: {key.scopes.includes('*') ? 'everything' : key.scopes.join(', ')}
              </span>
            </span>
            <span className="text-xs text-ink-3">
              {key.lastUsedAt ? (
                <>
                  Used <Time at={key.lastUsedAt} now={now} zone={zone} />
                </>
              ) : (
                <>
                  Made <Time at={key.createdAt} now={now} zone={zone} />
                </>
              )}
            </span>
            {key.revokedAt ? (
              <Badge tone="quiet">Revoked</Badge>
            ) : key.expiresAt && key.expiresAt <= now ? (
              <Badge tone="quiet">Expired</Badge>
            ) : mayWrite ? (
              <Button size="sm" variant="danger" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
                Revoke
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {revoking ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setRevoking(null))}
          title={`Revoke the key ${revoking.name}`}
          confirmLabel="Revoke key"
          danger
          onConfirm={() => revoke(revoking)}
        >
          Programs that use it are refused at once. This cannot be undone; make a new key instead.
        </Confirm>
      ) : null}
    </Card>
  );
}
