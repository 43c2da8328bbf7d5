'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import type { SessionEntry } from '@/lib/identity/schema';
import { endOtherSessionsAction, endSessionAction } from '../actions';

type DevicesProps = { tenant: string; sessions: readonly SessionEntry[]; now: string; zone: string };

const icons = { computer: 'monitor', phone: 'phone', program: 'server' } as const;

/** Where I am signed in; each place but this one can be signed out. */
export function Devices({ tenant, sessions, now, zone }: DevicesProps) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const run = async (what: string, act: () => Promise<{ ok: boolean; error?: { message: string } }>, done: string) => {
    setBusy(what);
    const result = await act().catch(() => null);
    setBusy(null);
    setError(result?.ok ? null : (result?.error?.message ?? 'The server did not answer. Try again.'));
    if (result?.ok) toast(done);
    router.refresh();
  };
  const others = sessions.filter((each) => !each.isCurrent);
  const endAll = () =>
    run(
      'all',
      () => endOtherSessionsAction(tenant, {}),
      others.length === 1 ? 'Signed out the other device' : `Signed out ${formatNumber(others.length)} other devices`,
    );
  return (
    <Card
      title="Signed-in devices"
      actions={
        others.length ? (
          <Button size="sm" busy={busy === 'all'} onClick={() => void endAll()}>
            Sign out all others
          </Button>
        ) : null
      }
    >
      {error ? <Note tone="bad" alert title={error} /> : null}
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0 last:pb-0">
            <Icon name={icons[session.device.kind]} className="text-ink-3" />
            <span className="min-w-0 flex-1 basis-48">
              <span className="font-medium break-words">{session.device.name}</span>{' '}
              {session.isCurrent ? <Badge tone="good">This device</Badge> : null}
              <span className="block text-xs text-ink-3">
                {session.network ? `From ${session.network}. ` : ''}Signed in:{' '}
                <Time at={session.signedInAt} now={now} zone={zone} />
              </span>
            </span>
            <span className="text-xs text-ink-3">
              {session.isCurrent ? (
                'Here now'
              ) : (
                <>
                  Last seen: <Time at={session.lastSeenAt} now={now} zone={zone} />
                </>
              )}
            </span>
            {session.isCurrent ? null : (
              <Button
                size="sm"
                busy={busy === session.id}
                aria-label={`Sign out ${session.device.name}`}
                onClick={() =>
                  void run(
                    session.id,
                    () => endSessionAction(tenant, { id: session.id }),
                    `Signed out ${session.device.name}`,
                  )
                }
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
