import type { Clock } from '@/lib/platform/clock';
import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { Directory, type Way, type Ways } from './directory';
import { signing } from './dkim/signing';
import { faultWords, refusalIn } from './faults';
import { ownNames } from './own-names';
import { heardIn, type HandOver, type OutboundMessage, type Provider, type SendHooks } from './provider';
import { sandboxProvider } from './sandbox';
import { channelWords, type SendingChannel } from './vocabulary';

interface Group {
  tenant: string;
  channel: SendingChannel;
  inSandbox: boolean;
  /** The only provider they may leave by; null: whichever takes them. */
  only: string | null;
  places: number[];
}

type Settle = (index: number, outcome: HandOver) => void;

/** True for what the next provider may take: certainly not handed over, and not for this message's own sake. */
const movesOn = (outcome: HandOver): boolean =>
  outcome.state === 'unsent' ||
  (outcome.state === 'refused' && outcome.transient && (outcome.kind === 'auth' || outcome.kind === 'throttle'));

/** What counts against a provider, in its words; null for what a working one answers. */
const faultOf = (outcome: HandOver): string | null => {
  if (outcome.state === 'accepted' || (outcome.state === 'refused' && outcome.kind !== 'auth')) return null;
  return faultWords(outcome);
};

/**
 * Hands each tenant's messages to the providers it set up, by priority; to `fallback` where it set up none. Whoever fails again
 * and again is left alone for a while; what was certainly not handed over goes to the next. What is for the sandbox stays there.
 */
export function routing(services: Pick<Services, 'system'>, fallback: Provider, clock: Clock, log: Logger): Provider {
  const directory = new Directory(services, clock, log);
  const isSandbox = fallback.name === 'sandbox';
  const sandbox = isSandbox ? fallback : sandboxProvider(services);
  // The sandbox shows messages of every channel; a mail server carries mail.
  const takes = (channel: SendingChannel) => channel === 'email' || isSandbox;
  const judged = (by: Provider) => (isSandbox ? by : ownNames(by, directory.domainsOf));
  const shared = judged(fallback);
  const signed = judged(signing(fallback, clock, directory.keysFor));
  const isCaught = ({ all }: Ways, group: Group): boolean => {
    const [first] = waysOf(all, group);
    return first ? first.catches : isSandbox && !group.only;
  };
  // What began for people is not caught because a provider was added, or the sandbox turned off, since it was looked last.
  const waysFor = async (group: Group): Promise<Ways> => {
    const ways = await directory.of(group.tenant);
    return !group.inSandbox && isCaught(ways, group) ? directory.again(group.tenant) : ways;
  };
  return {
    name: fallback.name,
    channel: 'email',
    ...(fallback.width === undefined ? {} : { width: fallback.width }),
    learn: async (tenant) => void (await directory.of(tenant)),
    hasOwnWires: directory.hasWays,
    namesFor: (tenant, channel) => {
      const own = directory.namesOf(tenant, channel);
      return own.length > 0 ? own : [fallback.name];
    },
    async send(batch, hooks) {
      const groups = groupsOf(batch);
      const sets = await Promise.all(groups.map(waysFor));
      const plain = groups.every(
        (group, i) =>
          !group.only &&
          takes(group.channel) &&
          (isSandbox || !group.inSandbox) &&
          sets[i]!.all.length === 0 &&
          sets[i]!.domains.length === 0,
      );
      if (plain) return shared.send(batch, hooks);
      const turn = new Turn(batch, hooks, clock, directory);
      const settle: Settle = (place, outcome) => hooks.answered(place, outcome);
      const caught: Settle = (place, outcome) =>
        settle(place, outcome.state === 'unsent' ? outcome : { ...outcome, provider: sandbox.name });
      const go = async (group: Group, { all, domains }: Ways) => {
        if (group.inSandbox) return turn.by(sandbox, group.places, caught);
        const ways = waysOf(all, group);
        if (group.only && ways.length === 0) for (const place of group.places) settle(place, gone);
        else if (ways.length > 0) await turn.through(ways, group, settle);
        else if (takes(group.channel))
          await turn.by(domains.length > 0 && group.channel === 'email' ? signed : shared, group.places, settle);
        else for (const place of group.places) settle(place, noWay(group.channel));
      };
      await Promise.all(groups.map((group, i) => go(group, sets[i]!)));
    },
    close: async () => {
      await Promise.all([directory.close(), fallback.close()]);
    },
  };
}

/** Those that may take a group: the sandbox alone while it is on, so that nothing goes there for want of another. */
function waysOf(all: readonly Way[], { channel, only }: Group): readonly Way[] {
  const those = all.filter((way) => way.channel === channel);
  const catcher = those.find(({ catches }) => catches);
  if (catcher) return [catcher];
  return only ? those.filter(({ id }) => id === only) : those;
}

/** Turned off since it was counted: it is counted for another one when it is tried again. */
const gone: HandOver = {
  state: 'unsent',
  reason: 'The provider that it was meant for is no longer in use.',
};

const noWay = (channel: SendingChannel): HandOver => ({
  state: 'unsent',
  reason: `No provider for ${channelWords[channel]} is set up. Add one in the settings, under Providers.`,
  retryAfterSeconds: 600,
});

function groupsOf(batch: readonly OutboundMessage[]): Group[] {
  const groups = new Map<string, Group>();
  // Most come together with others of their group.
  let last: Group | undefined;
  for (const [place, { tenant, channel = 'email', inSandbox = false, way: only = null }] of batch.entries()) {
    if (last?.tenant !== tenant || last.channel !== channel || last.inSandbox !== inSandbox || last.only !== only) {
      const key = `${tenant} ${channel} ${inSandbox} ${only ?? ''}`;
      last = groups.get(key) ?? { tenant, channel, inSandbox, only, places: [] };
      groups.set(key, last);
    }
    last.places.push(place);
  }
  return [...groups.values()];
}

/** One batch on its way. Each message is announced once, whichever provider takes it; one that was called off goes to nobody. */
class Turn {
  private readonly announced = new Set<number>();
  private readonly calledOff = new Set<number>();

  constructor(
    private readonly batch: readonly OutboundMessage[],
    private readonly hooks: SendHooks,
    private readonly clock: Clock,
    private readonly directory: Directory,
  ) {}

  /**
   * Sends by one provider; never rejects: one that breaks leaves in doubt what was announced. Of the rest, which the next one
   * may have by then, nothing goes out by it later. `stillGoes` is asked for the place of each whose bytes would leave next.
   */
  async by(
    provider: Provider,
    places: readonly number[],
    settle: Settle,
    stillGoes: (place: number) => boolean = () => true,
  ): Promise<void> {
    const states = places.map((): 'waiting' | 'begun' | 'answered' => 'waiting');
    const answered = (index: number, outcome: HandOver) => {
      if (states[index] === 'answered') return;
      states[index] = 'answered';
      settle(places[index]!, outcome);
    };
    const handingOver = (index: number) => {
      if (states[index] === 'answered') throw new Error('The provider broke off before it came to this message.');
      if (!stillGoes(places[index]!)) throw new Error('The provider began to rest while this message waited for it.');
      this.announce(places[index]!);
      states[index] = 'begun';
    };
    let reason = 'The provider ended without an answer.';
    try {
      const messages = places.map((place) => this.batch[place]!);
      const wanted = (index: number) => this.isWanted(places[index]!);
      await provider.send(messages, { wanted, handingOver, seal: this.hooks.seal, answered });
    } catch (error) {
      reason = `The provider broke off: ${error instanceof Error ? error.message : 'unknown'}`;
    }
    for (const [index, state] of states.entries())
      if (state !== 'answered') answered(index, { state: state === 'begun' ? 'unknown' : 'unsent', reason });
  }

  async through(ways: readonly Way[], group: Group, settle: Settle): Promise<void> {
    let left = group.places;
    const said = new Map<number, HandOver>();
    const without = new Map<number, Way[]>();
    for (const way of ways) {
      const keptBack = new Set<number>();
      const count = way.waitSeconds ? left.length : way.breaker.admits(left.length, this.clock.now().getTime());
      const rest = left.slice(count);
      if (count > 0)
        await this.by(
          way.provider,
          left.slice(0, count),
          (place, outcome) => {
            // What we kept back ourselves says nothing of the provider, and waits for what that rests for.
            if (outcome.state === 'unsent' && keptBack.has(place)) {
              way.breaker.untold();
              rest.push(place);
              return;
            }
            this.note(way, outcome, place);
            if (movesOn(outcome) && !this.calledOff.has(place)) {
              if (outcome.state === 'unsent' && outcome.hasNoWay)
                without.set(place, [...(without.get(place) ?? []), way]);
              else said.set(place, { ...outcome, ...(outcome.state === 'refused' ? { provider: way.name } : {}) });
              rest.push(place);
            } else settle(place, outcome.state === 'unsent' ? outcome : { ...outcome, provider: way.name });
          },
          // A mail server's connection would be lost with each message kept back; its pool minds it itself.
          (place) => {
            if (!way.keepsBack || way.breaker.holds(this.clock.now().getTime())) return true;
            keptBack.add(place);
            return false;
          },
        );
      left = rest;
      if (left.length === 0) return;
    }
    const now = this.clock.now().getTime();
    for (const place of left) {
      // Only who could ever write to them is waited for: an idle provider without a way to them shortens no wait, and burns no try.
      const could = ways.filter((way) => !without.get(place)?.includes(way));
      const waits = could.map((way) => ({ way, seconds: way.waitSeconds ?? way.breaker.waitSeconds(now) }));
      const [first] = waits.toSorted((a, b) => a.seconds - b.seconds);
      const told = first ? resting(first.seconds, first.way) : reachedByNone;
      settle(place, leftWith(said.get(place) ?? told, first?.seconds ?? noWaySeconds));
    }
  }

  private isWanted(place: number): boolean {
    const isWanted = this.hooks.wanted?.(place) ?? true;
    if (!isWanted) this.calledOff.add(place);
    return isWanted;
  }

  private announce(place: number): void {
    if (this.announced.has(place)) return;
    try {
      this.hooks.handingOver(place);
    } catch (error) {
      this.calledOff.add(place);
      throw error;
    }
    this.announced.add(place);
  }

  private note(way: Way, outcome: HandOver, place: number): void {
    if (way.waitSeconds || this.calledOff.has(place)) return;
    if ('isBlameless' in outcome && outcome.isBlameless) return way.breaker.untold();
    const now = this.clock.now().getTime();
    const fault = faultOf(outcome);
    way.isSilent = heardIn(outcome) === 'silence';
    way.refusal = fault !== null || movesOn(outcome) ? refusalIn(outcome) : undefined;
    if (fault !== null) way.breaker.failed(now);
    else way.breaker.worked();
    if (outcome.state === 'refused' && outcome.kind === 'throttle' && outcome.retryAfterSeconds)
      way.breaker.rest(outcome.retryAfterSeconds, now);
    this.directory.tellRest(way, outcome.state === 'accepted' ? '' : faultWords(outcome));
    if (fault !== null) this.directory.tell(way, 'failing', fault);
    else if (outcome.state === 'accepted') this.directory.tell(way, 'ok');
    else if (outcome.state === 'refused' && !outcome.isUnasked)
      this.directory.tell(way, 'untried', faultWords(outcome));
  }
}

/** What is left waits for a provider, or longer where the service behind it asked for that. */
function leftWith(outcome: HandOver, wait: number): HandOver {
  if (outcome.state !== 'unsent') return outcome;
  const asked = outcome.isBlameless ? (outcome.retryAfterSeconds ?? 0) : 0;
  return { ...outcome, retryAfterSeconds: Math.max(wait, asked) };
}

/** Until the gate is asked again, which sees that they cannot be reached. */
const noWaySeconds = 60;
const reachedByNone: HandOver = { state: 'unsent', reason: 'No provider has a way to them any more.' };

/** Who comes while they rest waits for what the first of them rests for that may be tried again. */
const resting = (seconds: number, { refusal, isSilent }: Partial<Way> = {}): HandOver => ({
  state: 'unsent',
  reason: 'Every provider rests: the last tries failed. See Settings, Providers.',
  retryAfterSeconds: seconds,
  ...(refusal ? { refusal } : {}),
  ...(isSilent ? { heard: 'silence' as const } : {}),
});
