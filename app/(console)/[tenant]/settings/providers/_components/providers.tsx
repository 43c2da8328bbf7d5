'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import type { Silence } from '@/lib/campaigns/schema';
import type { SendingProvider } from '@/lib/sending/schema';
import { channelNames, sendingChannels, type SendingChannel } from '@/lib/sending/vocabulary';
import {
  deleteProviderAction,
  providerEffectAction,
  providerRelianceAction,
  reorderProvidersAction,
  updateProviderAction,
} from '../actions';
import { goingWords } from './going-words';
import { EditProvider } from './provider-form';
import { orderWords } from './order-words';
import { ProviderEffect } from './provider-effect';
import { ProviderRow } from './provider-row';
import { RelianceConfirm } from './reliance-confirm';
import { TestProvider } from './test-provider';

type ProvidersProps = {
  tenant: string;
  providers: readonly SendingProvider[];
  /** By id: those whose servers say nothing. */
  silent: Readonly<Record<string, Silence>>;
  /** By channel: since when its servers put off all that they are given. */
  refusing: Readonly<Partial<Record<SendingChannel, string>>>;
  mayWrite: boolean;
  mine: string;
  now: string;
  zone: string;
};

type Doing = { what: 'edit' | 'test' | 'on' | 'off' | 'delete'; provider: SendingProvider };
type Answer = { ok: true } | { ok: false; error: { message: string } };

/** Every provider by channel, in the order in which they are asked. */
export function Providers({ tenant, providers, silent, refusing, mayWrite, mine, now, zone }: ProvidersProps) {
  const router = useRouter();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [error, setError] = useState<string | null>(null);
  const run = async (act: () => Promise<Answer>, done: string): Promise<boolean> => {
    const result = await act().catch(() => null);
    setError(result?.ok ? null : (result?.error.message ?? 'The server did not answer. Try again.'));
    if (result?.ok) toast(done);
    router.refresh();
    return result?.ok === true;
  };
  const close = () => setDoing(null);
  const move = (all: readonly SendingProvider[], from: number, to: number) => {
    const ids = all.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    const { channel, name } = all[from]!;
    void run(() => reorderProvidersAction(tenant, { channel, ids }), `${name} is now number ${to + 1}`);
  };
  const turnOn = ({ id, name }: SendingProvider) =>
    run(() => updateProviderAction(tenant, { id, enabled: true }), `${name} is on`);
  const turnOff = ({ id, name, channel }: SendingProvider, anyway: boolean) => {
    const others = providers.some((one) => one.channel === channel && one.enabled && one.id !== id);
    const off = `${name} is off${others ? ': others take its messages' : ', and nothing else is set up for its messages'}`;
    return run(() => updateProviderAction(tenant, { id, enabled: false, anyway }), off);
  };
  const turn = async (provider: SendingProvider) => {
    const { id, channel, enabled, kind } = provider;
    // Of the sandbox everybody's mail depends: it is asked in any case.
    if (kind === 'sandbox') {
      setDoing({ what: enabled ? 'off' : 'on', provider });
      return;
    }
    if (!enabled) {
      // Asked only where campaigns go otherwise by it; what cannot be known is said there.
      const looked = await providerEffectAction(tenant, { channel }).catch(() => null);
      if (looked?.ok && looked.value.says === '') await turnOn(provider);
      else setDoing({ what: 'on', provider });
      return;
    }
    // Asked only where somebody loses by it; what cannot be known is said there.
    const looked = await providerRelianceAction(tenant, { id }).catch(() => null);
    if (looked?.ok && !looked.value.loses) await turnOff(provider, false);
    else setDoing({ what: 'off', provider });
  };
  return (
    <>
      {error ? <Note tone="bad" alert title={error} /> : null}
      {sendingChannels.map((channel) => {
        const all = providers.filter((each) => each.channel === channel);
        if (all.length === 0) return null;
        return (
          <Card key={channel} title={channelNames[channel]} meta={orderWords(all)}>
            <ul className="divide-y divide-line" aria-label={`Providers for ${channelNames[channel]}`}>
              {all.map((provider, index) => (
                <ProviderRow
                  key={provider.id}
                  provider={provider}
                  silence={silent[provider.id] ?? null}
                  refusingSince={refusing[channel] ?? null}
                  mayWrite={mayWrite}
                  now={now}
                  zone={zone}
                  onUp={index > 0 ? () => move(all, index, index - 1) : null}
                  onDown={index < all.length - 1 ? () => move(all, index, index + 1) : null}
                  onSwitch={() => void turn(provider)}
                  onDo={(what) => setDoing({ what, provider })}
                />
              ))}
            </ul>
          </Card>
        );
      })}
      {doing?.what === 'edit' ? <EditProvider tenant={tenant} provider={doing.provider} onClose={close} /> : null}
      {doing?.what === 'test' ? (
        <TestProvider tenant={tenant} provider={doing.provider} mine={mine} onClose={close} />
      ) : null}
      {doing?.what === 'on' ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : close())}
          title={`Turn on the provider ${doing.provider.name}`}
          confirmLabel="Turn on"
          onConfirm={() => turnOn(doing.provider)}
        >
          <div className="grid gap-3">
            {doing.provider.kind === 'sandbox'
              ? 'While it is on, it takes all mail of this organisation, and nobody gets any.'
              : null}
            <ProviderEffect
              tenant={tenant}
              channel={doing.provider.channel}
              sandbox={doing.provider.kind === 'sandbox'}
            />
          </div>
        </Confirm>
      ) : null}
      {doing?.what === 'off' ? (
        <RelianceConfirm
          title={`Turn off the provider ${doing.provider.name}`}
          confirmLabel="Turn off"
          look={() => providerRelianceAction(tenant, { id: doing.provider.id })}
          onConfirm={(anyway) => turnOff(doing.provider, anyway)}
          onClose={close}
        >
          {goingWords(doing.provider.kind, 'off')}
          <SandboxGoes tenant={tenant} provider={doing.provider} />
        </RelianceConfirm>
      ) : null}
      {doing?.what === 'delete' ? (
        <RelianceConfirm
          title={`Delete the provider ${doing.provider.name}`}
          confirmLabel="Delete provider"
          look={() => providerRelianceAction(tenant, { id: doing.provider.id })}
          onConfirm={(anyway) =>
            run(() => deleteProviderAction(tenant, { id: doing.provider.id, anyway }), `Deleted ${doing.provider.name}`)
          }
          onClose={close}
        >
          {goingWords(doing.provider.kind, 'delete')}
          <SandboxGoes tenant={tenant} provider={doing.provider} />
        </RelianceConfirm>
      ) : null}
    </>
  );
}

/** What the sandbox caught so far goes out for real where others take it. */
const SandboxGoes = ({ tenant, provider }: { tenant: string; provider: SendingProvider }) =>
  provider.kind === 'sandbox' && provider.enabled ? (
    <ProviderEffect tenant={tenant} channel={provider.channel} without={provider.id} />
  ) : null;
