import { and, eq, isNull } from 'drizzle-orm';
import { sendingProviders } from '@/db/schema';
import { config } from '@/lib/platform/config';
import type { TxCtx } from '@/lib/platform/context';
import { channelNames, type SendingChannel } from './vocabulary';

/** By what messages of a channel would leave now, and what is to be said about it. */
export interface WayOut {
  by: 'providers' | 'smtp' | 'sandbox' | 'nothing';
  problem: { level: 'blocks' | 'warns'; message: string } | null;
}

/** Looks at the organisation's providers, then at what the installation has. */
export async function wayOut(ctx: TxCtx, channel: SendingChannel): Promise<WayOut> {
  const states = await ctx.tx
    .select({ state: sendingProviders.state })
    .from(sendingProviders)
    .where(
      and(
        eq(sendingProviders.tenantId, ctx.tenant),
        eq(sendingProviders.channel, channel),
        eq(sendingProviders.enabled, true),
        isNull(sendingProviders.deletedAt),
      ),
    );
  if (states.length > 0) {
    const fails = states.every(({ state }) => state === 'failing');
    const message = `The last messages could not be handed to any provider for ${channelNames[channel]}. See Settings, Providers.`;
    return { by: 'providers', problem: fails ? { level: 'warns', message } : null };
  }
  if (!config().smtpUrl) {
    const message = 'No provider is set up: messages go to the sandbox, where you can open them, and to nobody else.';
    return { by: 'sandbox', problem: { level: 'warns', message } };
  }
  if (channel === 'email') return { by: 'smtp', problem: null };
  const message = `There is no provider for ${channelNames[channel]}. Add one under Settings, Providers.`;
  return { by: 'nothing', problem: { level: 'blocks', message } };
}
