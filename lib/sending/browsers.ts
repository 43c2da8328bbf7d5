import type { Tags } from '@/db/client';
import type { Clock } from '@/lib/platform/clock';
import { safeMessage } from '@/lib/platform/errors';
import type { Logger } from '@/lib/platform/log';
import { browsersOf, noteBrowsers, type Browser } from '@/lib/push';
import type { HandOver, OutboundMessage, Provider, SendHooks } from './provider';
import { PushServices } from './push-services';

interface Shell {
  sql: Tags;
  clock: Clock;
  log: Logger;
  /** Which push services are browser makers' own; theirs unless given. */
  isKnown?: (host: string) => boolean;
}

/** Another provider may have the key of theirs. */
const noBrowser: HandOver = {
  state: 'unsent',
  reason: 'None of their browsers takes messages with this provider’s key.',
  isBlameless: true,
  hasNoWay: true,
};

/**
 * What stands for one message that went to all of a person's browsers: taken when any took it, in doubt when any may have taken it;
 * else it waits for a service that rests, and no try counts meanwhile, or for whatever a later try may heal.
 */
export function together(outcomes: readonly HandOver[]): HandOver {
  const accepted = outcomes.filter((one) => one.state === 'accepted');
  const [first] = accepted;
  if (first)
    return outcomes.length === 1 ? first : { ...first, response: `${accepted.length} of ${outcomes.length} took it` };
  const healing = (one: HandOver) => one.state === 'refused' && one.transient;
  return (
    outcomes.find(({ state }) => state === 'unknown') ??
    outcomes.find(({ state }) => state === 'unsent') ??
    outcomes.find(healing) ??
    outcomes[0] ??
    noBrowser
  );
}

const isGone = (outcome: HandOver): boolean =>
  outcome.state === 'refused' && !outcome.transient && outcome.kind === 'mailbox';

/** Hands each message to every browser of its person that allowed it under this key; a browser that is gone is never asked again. */
export function toBrowsers(provider: Provider, key: string, shell: Shell): Provider {
  const services = new PushServices(shell.clock, shell.isKnown);
  return {
    ...provider,
    send: async (batch, hooks) => {
      const work = { provider, key, shell, services, batch, hooks };
      await Promise.all(byTenant(batch).map((part) => fanOut(work, part)));
    },
  };
}

const byTenant = (batch: readonly OutboundMessage[]): { tenant: string; places: number[] }[] => {
  const parts = new Map<string, number[]>();
  for (const [place, { tenant }] of batch.entries()) parts.set(tenant, [...(parts.get(tenant) ?? []), place]);
  return [...parts].map(([tenant, places]) => ({ tenant, places }));
};

interface Work {
  provider: Provider;
  key: string;
  shell: Shell;
  services: PushServices;
  batch: readonly OutboundMessage[];
  hooks: SendHooks;
}

/** Never rejects: what was not announced when something breaks is unsent, the rest in doubt. */
async function fanOut(work: Work, { tenant, places }: { tenant: string; places: number[] }): Promise<void> {
  const { batch, hooks, shell } = work;
  const open = new Set(places);
  const begun = new Set<number>();
  try {
    const ids = places.map((place) => batch[place]!.messageId);
    const found = await browsersOf(shell.sql, tenant, ids, work.key);
    const placeOf = new Map(places.map((place) => [batch[place]!.messageId, place]));
    const going = found.map((browser) => ({ browser, place: placeOf.get(browser.messageId)! }));
    const reached = new Set(going.map(({ place }) => place));
    for (const place of places.filter((one) => !reached.has(one))) {
      open.delete(place);
      hooks.answered(place, noBrowser);
    }
    const said = await ask(work, going, { begun, settle: (place) => open.delete(place) });
    await noteBrowsers(shell.sql, tenant, { ...said, now: shell.clock.now() });
  } catch (error) {
    if (open.size === 0) shell.log.warn({ err: error }, 'what push services said of browsers could not be noted');
    const reason = `Their browsers could not be asked: ${safeMessage(error)}`;
    for (const place of [...open]) {
      open.delete(place);
      hooks.answered(place, { state: begun.has(place) ? 'unknown' : 'unsent', reason, isBlameless: true });
    }
  }
}

interface Progress {
  begun: Set<number>;
  /** False for one that was answered before. */
  settle: (place: number) => boolean;
}

interface Going {
  browser: Browser;
  place: number;
}

/** Asks whether each may go, and knows which were kept back: by whoever sends, or because their push service rests. */
function guarded({ services, hooks }: Work, going: readonly Going[], begun: Set<number>) {
  const wanted = new Map<number, boolean>();
  const kept = new Map<number, { restsFor: number }>();
  const announced: number[] = [];
  const guards: Omit<SendHooks, 'answered'> = {
    wanted: (index) => {
      const { browser, place } = going[index]!;
      const isWanted = wanted.get(place) ?? hooks.wanted?.(place) ?? true;
      wanted.set(place, isWanted);
      const restsFor = isWanted ? services.restsFor(browser) : 0;
      if (!isWanted || restsFor > 0) kept.set(index, { restsFor });
      return isWanted && restsFor === 0;
    },
    handingOver: (index) => {
      const { place } = going[index]!;
      kept.set(index, { restsFor: 0 });
      if (!begun.has(place)) hooks.handingOver(place);
      begun.add(place);
      announced.push(index);
    },
    // What cannot be put on record does not go, and no browser is to blame.
    seal: () => {
      const sealed = announced.splice(0);
      hooks.seal?.();
      for (const index of sealed) kept.delete(index);
    },
  };
  return { guards, kept };
}

/** One message to each browser; each person's is settled with the answer of their last one. */
async function ask(
  work: Work,
  going: readonly Going[],
  { begun, settle }: Progress,
): Promise<{ took: string[]; gone: string[] }> {
  const { provider, services, batch, hooks } = work;
  const [took, gone]: [string[], string[]] = [[], []];
  const answers = new Map<number, HandOver[]>();
  const left = new Map<number, number>();
  for (const { place } of going) left.set(place, (left.get(place) ?? 0) + 1);
  const messages = going.map(({ browser: { endpoint, p256dh, auth }, place }) => ({
    ...batch[place]!,
    to: JSON.stringify({ endpoint, keys: { p256dh, auth } }),
  }));
  const { guards, kept } = guarded(work, going, begun);
  const answered = (index: number, said: HandOver) => {
    const { browser, place } = going[index]!;
    const outcome = services.judged(browser, said, kept.get(index));
    if (outcome.state === 'accepted') took.push(browser.id);
    if (isGone(outcome)) gone.push(browser.id);
    const all = [...(answers.get(place) ?? []), outcome];
    answers.set(place, all);
    if (all.length === left.get(place)! && settle(place)) hooks.answered(place, together(all));
  };
  await provider.send(messages, { ...guards, answered });
  return { took, gone };
}
