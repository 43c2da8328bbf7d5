import Link from 'next/link';
import { MendSignIn } from '@/components/campaigns/mend-sign-in';
import { messagesWait, putsOffWords, toneOf } from '@/components/campaigns/silence-words';
import { silentProviders } from '@/components/campaigns/silent-providers';
import { channelNames } from '@/components/contacts/channel-names';
import { Dot, type Tone } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatExact } from '@/components/ui/format';
import type { Outgoing } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import type { SendingProvider } from '@/lib/sending/schema';

type Channel = Outgoing['channels'][number];

const states: Record<Channel['state'], { tone: Tone; word: string }> = {
  sending: { tone: 'good', word: 'Sending' },
  silent: { tone: 'warn', word: 'No answer' },
  refusing: { tone: 'warn', word: 'Takes nothing' },
  waiting: { tone: 'quiet', word: 'Waits for the next turn' },
  idle: { tone: 'quiet', word: 'Nothing to send' },
};

/** How a channel fares, in a word or two; refused credentials as the provider is marked that they belong to. */
const lookOf = ({ state, refusal }: Channel): { tone: Tone; word: string } =>
  state === 'refusing' && refusal?.mend ? { tone: toneOf(refusal), word: 'Sign-in refused' } : states[state];

type OutgoingCardProps = {
  ctx: Ctx;
  channels: readonly Channel[];
  /** Null for those who may not see them. */
  providers: readonly SendingProvider[] | null;
};

/** Do the servers answer that take what this organisation sends? One row a channel that is in use. */
export function OutgoingCard({ ctx, channels, providers }: OutgoingCardProps) {
  if (channels.length === 0) return null;
  return (
    <Card title="Outgoing messages" className="mt-4" flush>
      <ul className="divide-y divide-line">
        {channels.map((each) => (
          <li
            key={each.channel}
            className="grid grid-cols-[9rem_12rem_minmax(0,1fr)] items-start gap-3 px-4 py-2 max-md:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="font-medium">{channelNames[each.channel]}</span>
            <Dot tone={lookOf(each).tone} label={lookOf(each).word} />
            <span className="text-ink-3 max-md:col-span-2">
              <Detail ctx={ctx} channel={each} mayMend={providers !== null} />
              {(each.silence || (each.refusal && !each.refusal.mend)) && providers ? (
                <Asked ctx={ctx} channel={each} providers={providers} />
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type DetailProps = { ctx: Ctx; channel: Channel; mayMend: boolean };

function Detail({ ctx, channel: { silence, refusal, answeredAt, campaigns }, mayMend }: DetailProps) {
  if (!silence && refusal)
    return (
      <span className="break-words">
        {putsOffWords(refusal, ctx.timeZone)} <MendSignIn tenant={ctx.tenant} mend={refusal.mend} mayOpen={mayMend} />
      </span>
    );
  if (!silence)
    return answeredAt ? `Last answer ${formatExact(answeredAt, ctx.timeZone)}` : 'No answer is noted so far.';
  return (
    <>
      Since {formatExact(silence.since, ctx.timeZone)}. {messagesWait(silence)}
      {campaigns.length > 0 ? ': ' : '.'}
      {campaigns.map(({ id, name }, i) => (
        <span key={id}>
          {i > 0 ? ', ' : ''}
          <Link className="link" href={pages.campaign(ctx.tenant, id)}>
            {name}
          </Link>
        </span>
      ))}
      {campaigns.length > 0 ? '.' : ''}
    </>
  );
}

/** The way to the providers, by the names of those that say nothing. */
function Asked({ ctx, channel, providers }: { ctx: Ctx; channel: Channel; providers: readonly SendingProvider[] }) {
  const silent = silentProviders(providers, [channel]);
  const names = providers.flatMap(({ id, name }) => (silent[id] ? [name] : []));
  return (
    <>
      {names.length > 0 ? ` Asked: ${names.join(', ')}. See ` : ' See '}
      <Link className="link" href={pages.providers(ctx.tenant)}>
        Providers
      </Link>
      .
    </>
  );
}
