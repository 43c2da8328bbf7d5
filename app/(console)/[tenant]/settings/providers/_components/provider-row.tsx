'use client';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { Time } from '@/components/ui/time';
import type { Silence } from '@/lib/campaigns/schema';
import type { SendingProvider } from '@/lib/sending/schema';
import { kindNames } from '@/lib/sending/vocabulary';
import { badgeOf, linesOf, type Line } from './provider-words';

type ProviderRowProps = {
  provider: SendingProvider;
  /** Its server says nothing, and messages wait for it. */
  silence: Silence | null;
  /** Since when its channel's servers put off all that they are given; null: they do not. */
  refusingSince: string | null;
  mayWrite: boolean;
  now: string;
  zone: string;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onSwitch: () => void;
  onDo: (what: 'edit' | 'test' | 'delete') => void;
};

const colours = { bad: 'text-bad-text', warn: 'text-warn-text', quiet: 'text-ink-3' };

const alsoTold: Partial<Record<SendingProvider['kind'], string>> = {
  twilio: 'Set it for your number too, under “A message comes in”: answers then open in the inbox, and STOP is obeyed.',
  whatsapp: 'Subscribe to “messages”: answers then open in the inbox, and STOP is obeyed.',
  webhook:
    'JSON with a “type” (message.accepted, message.delivered, message.bounced, message.complained or message.unsubscribed), the “timestamp” when it happened, and in “data” the “id” that we sent and, for a bounce, the “reason”. Sign it with the same secret, as our requests to you are signed.',
};

/** Where it tells what became of messages, and what proves that it was the provider. */
function Hook({ provider: { hookUrl, hookToken, kind } }: { provider: SendingProvider }) {
  if (!hookUrl) return null;
  const url = kind === 'postmark' && hookToken ? hookUrl.replace('://', `://ao:${hookToken}@`) : hookUrl;
  return (
    <details className="mt-1 text-xs text-ink-3">
      <summary className="cursor-pointer">Tell it to post its events here</summary>
      <p className="mt-1 break-all">
        <CopyText text={url} label="webhook address" />
      </p>
      {kind === 'whatsapp' && hookToken ? (
        <p className="break-all">
          Verify token: <CopyText text={hookToken} label="verify token" />
        </p>
      ) : null}
      {alsoTold[kind] ? <p>{alsoTold[kind]}</p> : null}
    </details>
  );
}

/** The moment stands behind what it belongs to. */
function Told({ line: { begins, text, at }, now, zone }: { line: Line; now: string; zone: string }) {
  if (!at) return text;
  if (begins)
    return (
      <>
        {begins} <Time at={at} now={now} zone={zone} ago />: {text}
      </>
    );
  return (
    <>
      {text} (<Time at={at} now={now} zone={zone} />)
    </>
  );
}

/** One provider: how it fares, and what can be done with it. */
export function ProviderRow({
  provider,
  silence,
  refusingSince,
  mayWrite,
  now,
  zone,
  onUp,
  onDown,
  onSwitch,
  onDo,
}: ProviderRowProps) {
  const { name, kind, lastOkAt, enabled } = provider;
  const badge = badgeOf(provider, refusingSince);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-56">
        <span className="font-medium break-words">{name}</span> <Badge tone={badge.tone}>{badge.word}</Badge>
        <span className="block text-xs text-ink-3">
          {kindNames[kind]}
          {kind === 'sandbox' && enabled ? '. All mail goes there while it is on' : null}
          {lastOkAt ? (
            <>
              . Last took a message: <Time at={lastOkAt} now={now} zone={zone} />
            </>
          ) : null}
        </span>
        {linesOf(provider, { silence, refusingSince, now, zone }).map((line) => (
          <span key={line.text} className={`block text-xs break-words ${colours[line.tone]}`}>
            <Told line={line} now={now} zone={zone} />
          </span>
        ))}
        <Hook provider={provider} />
      </div>
      {mayWrite ? (
        <div className="flex items-center gap-1.5">
          <Button size="sm" aria-label={`Test ${name}`} onClick={() => onDo('test')}>
            Test
          </Button>
          <Button size="sm" variant="ghost" aria-label={`Change ${name}`} onClick={() => onDo('edit')}>
            Change
          </Button>
          <Menu
            label={`More for ${name}`}
            trigger={<IconButton icon="ellipsis" label={`More for ${name}`} />}
            items={[
              ...(onUp ? [{ label: 'Ask earlier', icon: 'arrow-up' as const, onSelect: onUp }] : []),
              ...(onDown ? [{ label: 'Ask later', icon: 'arrow-down' as const, onSelect: onDown }] : []),
              { label: enabled ? 'Turn off' : 'Turn on', icon: enabled ? 'ban' : 'check', onSelect: onSwitch },
              { kind: 'separator' },
              { label: 'Delete', icon: 'trash-2', danger: true, onSelect: () => onDo('delete') },
            ]}
          />
        </div>
      ) : null}
    </li>
  );
}
