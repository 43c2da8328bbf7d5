import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { fixedClock, systemClock } from '@/lib/platform/clock';
import type { Services } from '@/lib/platform/services';
import { scriptedHttp, type ScriptedHttp } from './scripted-http';
import { openProvider } from '@/lib/sending';
import type { OutboundMessage } from '@/lib/sending/provider';

/** A provider's server for one test, which takes all it is given unless said. */
export async function scriptedProvider(answer: ScriptedHttp['answer'] = () => ({ status: 200 })) {
  const made = await scriptedHttp(answer);
  onTestFinished(() => made.close());
  return made;
}

/** What hands messages over as one process does, by a clock of its own. */
export async function routerOf(services: Services) {
  const clock = fixedClock(systemClock.now());
  const provider = openProvider(services, clock);
  onTestFinished(() => provider.close());
  return { provider, clock };
}

export const webhook = (url: string, name: string) => ({ name, configuration: { kind: 'webhook' as const, url } });

export const messages = (tenant: string, count: number, more: Partial<OutboundMessage> = {}): OutboundMessage[] =>
  Array.from({ length: count }, () => ({
    ...{ tenant, channel: 'webhook' as const, messageId: randomUUID(), from: '', to: 'x', payload: 'x' },
    ...more,
  }));
