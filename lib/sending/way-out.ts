import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { sendingProviders } from '@/db/schema';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { channelWords, type SendingChannel } from './vocabulary';

/** By what messages of a channel would leave now, and what is to be said about it. */
export interface WayOut {
  by: 'providers' | 'smtp' | 'sandbox' | 'nothing';
  problem: { level: 'blocks' | 'warns'; message: string } | null;
  /** The sandbox was set up as a provider: it takes all, whatever others there are. */
  isChosen?: true;
}

/** Looks at the organisation's providers, as if `without` (its id) were not there, then at what the installation has. */
export async function wayOut(ctx: TxCtx, channel: SendingChannel, without?: string): Promise<WayOut> {
  const all = await ctx.tx
    .select({
      name: sendingProviders.name,
      kind: sendingProviders.kind,
      state: sendingProviders.state,
      enabled: sendingProviders.enabled,
    })
    .from(sendingProviders)
    .where(
      and(
        eq(sendingProviders.tenantId, ctx.tenant),
        eq(sendingProviders.channel, channel),
        isNull(sendingProviders.deletedAt),
        without ? ne(sendingProviders.id, without) : undefined,
      ),
    )
    .orderBy(asc(sendingProviders.priority), asc(sendingProviders.id));
  const words = channelWords[channel];
  const warns = (message: string) => ({ level: 'warns' as const, message });
  const on = all.filter(({ enabled }) => enabled);
  const catcher = on.find(({ kind }) => kind === 'sandbox');
  if (catcher)
    return {
      by: 'sandbox',
      isChosen: true,
      problem: warns(
        `The sandbox ${catcher.name} is on: messages go there, where you can open them, and to nobody else. See Settings, Providers.`,
      ),
    };
  if (on.length > 0) return { by: 'providers', problem: failing(words, on) };
  const off = all.length > 0 ? `Every provider for ${words} is turned off` : null;
  // No browser can have been asked without a provider's key: there is nobody to show in the sandbox.
  if (!config().smtpUrl && channel !== 'push')
    return {
      by: 'sandbox',
      problem: warns(
        `${off ?? 'No provider is set up'}: messages go to the sandbox, where you can open them, and to nobody else.`,
      ),
    };
  if (channel === 'email') {
    const instead = off && `${off}: mail leaves by the SMTP server of this installation. See Settings, Providers.`;
    return { by: 'smtp', problem: instead === null ? null : warns(instead) };
  }
  const message = off
    ? `${off}. Turn one on under Settings, Providers.`
    : `There is no provider for ${words}. Add one under Settings, Providers.`;
  return { by: 'nothing', problem: { level: 'blocks', message } };
}

/** What is to be said where none of those that are on has taken its last messages. */
function failing(words: string, on: readonly { name: string; state: string }[]): WayOut['problem'] {
  const fail = on.filter(({ state }) => state === 'failing').map(({ name }) => name);
  if (fail.length === 0 || on.some(({ state }) => state === 'ok')) return null;
  const names = fail.length > 3 ? `${fail.slice(0, 3).join(', ')} and ${fail.length - 3} more` : fail.join(', ');
  const untried = on.length > fail.length ? ', and no other one has taken any yet' : '';
  return {
    level: 'warns',
    message: `The last messages could not be handed to any provider for ${words} (${names})${untried}: this will wait until one works. See Settings, Providers.`,
  };
}
