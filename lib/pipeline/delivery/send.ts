import { config } from '@/lib/platform/config';
import { mailTokens } from '@/lib/tracking';
import type { HandOver, OutboundMessage } from '@/lib/sending';
import { notComposed } from './make';
import { backToQueue, resultOf, type Result } from './result';
import { stillHeld, tenantOf, type OnItsWay, type Ready, type Sender } from './sender';
import type { Turns } from './turns';

const slice = 50;
const widest = 400;
const unrecorded = 5000;
const measureMs = 250;
const composeMs = 15;
const afterFaultMs = 1000;

/**
 * How much may be on its way to the provider: a quarter of a second's worth and at most 400, so that a slow provider's queue does
 * not keep another tenant's message waiting, and a fast one never runs dry.
 */
export class Window {
  onWire = 0;
  private size: number;
  private answered = 0;
  private since = 0;

  constructor(private readonly narrowest: number) {
    this.size = narrowest;
  }

  get room(): number {
    return this.size - this.onWire;
  }

  /** How many are worth composing at a time. */
  get step(): number {
    return Math.min(slice, Math.ceil(this.size / 2));
  }

  began(count: number): void {
    this.onWire += count;
  }

  ended(now: number): void {
    this.onWire--;
    this.answered++;
    if (now - this.since < measureMs) return;
    const perSecond = (this.answered * 1000) / (now - this.since);
    this.size = Math.min(widest, Math.max(this.narrowest, Math.round(perSecond / 4)));
    this.answered = 0;
    this.since = now;
  }
}

/** The wire that all share, and one for each tenant that has wires of its own: who hangs there holds up nobody else. */
export class Windows {
  private readonly shared: Window;
  private readonly own = new Map<string, Window>();

  constructor(
    private readonly narrowest: number,
    private readonly isOwn: (tenant: string) => boolean = () => false,
  ) {
    this.shared = new Window(narrowest);
  }

  of(tenant: string): Window {
    const known = this.own.get(tenant);
    // What still is on its own wire is waited for before the tenant comes back to the shared one, or new ones are made.
    if (known && (known.onWire > 0 || this.isOwn(tenant))) return known;
    this.own.delete(tenant);
    if (!this.isOwn(tenant)) return this.shared;
    const made = new Window(this.narrowest);
    this.own.set(tenant, made);
    return made;
  }

  get idle(): boolean {
    return this.shared.onWire === 0 && [...this.own.values()].every(({ onWire }) => onWire === 0);
  }

  /** Whether something worth a slice may go for whoever waits in this turn. */
  isReady(turns: Turns<Ready>, turn: string): boolean {
    const window = this.of(tenantOf(turn));
    return window.room >= Math.min(window.step, window === this.shared ? turns.size : turns.of(turn));
  }

  /** Tells for each item of a slice whether its wire has room for one more. */
  allowance(): (turn: string) => boolean {
    const rooms = new Map<Window, { left: number }>();
    const known = new Map<string, { left: number }>();
    const roomOf = (turn: string) => {
      const window = this.of(tenantOf(turn));
      const room = rooms.get(window) ?? { left: Math.min(window.step, window.room) };
      rooms.set(window, room);
      known.set(turn, room);
      return room;
    };
    return (turn) => (known.get(turn) ?? roomOf(turn)).left-- > 0;
  }
}

/** Composes what has its turn and hands it over, while there is room on the wire; until told to stop, and nothing is on it. */
export async function handOverInTurns(sender: Sender, windows: Windows, stopped: () => boolean): Promise<void> {
  const { turns, moved, recorder, lease } = sender;
  const free = () => recorder.open < unrecorded && turns.some((turn) => windows.isReady(turns, turn));
  while (!stopped()) {
    await moved.until(() => stopped() || free());
    if (stopped()) break;
    await lease.check();
    void handOver(sender, makeSlice(sender, windows));
    // The wire and the database get their turn before the next slice is composed.
    await new Promise((done) => setImmediate(done));
  }
  await moved.until(() => windows.idle);
}

/** What is composed in one go: a slice, in which each turn has so much time; who takes longer has nobody else wait for it. */
function makeSlice(sender: Sender, windows: Windows): Made[] {
  const made: Made[] = [];
  const spent = new Map<string, number>();
  const allowed = windows.allowance();
  const may = (turn: string) => (spent.get(turn) ?? 0) < composeMs && allowed(turn);
  let before = performance.now();
  for (let taken = 0; taken < slice; taken++) {
    const next = sender.turns.next(may);
    if (!next) break;
    const [turn, ready] = next;
    const one = make(sender, ready, windows);
    if (one) made.push(one);
    const now = performance.now();
    spent.set(turn, (spent.get(turn) ?? 0) + now - before);
    before = now;
  }
  return made;
}

interface Made extends OnItsWay {
  window: Window;
  /** When the provider was given it; milliseconds. */
  givenAt: number;
  outbound: OutboundMessage;
  /** `taken`: a wire has it, and its bytes have not begun. */
  state: 'waiting' | 'taken' | 'begun' | 'answered';
}

function make(sender: Sender, ready: Ready, windows: Windows): Made | null {
  const { message, target, inSandbox, way } = ready;
  const now = sender.clock.now();
  if (!stillHeld(sender.lease, now.getTime())) {
    sender.recorder.add(target, backToQueue(message, now));
    return null;
  }
  try {
    const { tenant, channel } = target.lane;
    const from = `${mailTokens().localPart('bounce', tenant, message.id)}@${config().mailDomain}`;
    const outbound = {
      tenant,
      channel,
      inSandbox,
      way,
      messageId: message.id,
      from,
      to: message.address,
      payload: ready.compose(now),
    };
    const window = windows.of(tenant);
    window.began(1);
    const made: Made = {
      ready,
      window,
      givenAt: now.getTime(),
      outbound,
      state: 'waiting',
      takeBack: () => {
        if (made.state === 'waiting') end(sender, made, backToQueue(message, sender.clock.now()));
      },
    };
    sender.onWay.add(made);
    return made;
  } catch (error) {
    sender.log.warn({ err: error, messageId: message.id }, 'a message could not be composed');
    sender.recorder.add(target, notComposed(message, error, now, Math.random()));
    return null;
  }
}

function end(sender: Sender, one: Made, result: Result): void {
  one.state = 'answered';
  sender.onWay.delete(one);
  const { window } = one;
  sender.recorder.add(one.ready.target, result);
  window.ended(sender.clock.now().getTime());
  if (window.onWire === 0 || window.room >= window.step) sender.moved.tell();
}

/** Hands a slice over and takes its answers. A provider that breaks leaves in doubt only what was on the wire. */
async function handOver(sender: Sender, made: readonly Made[]): Promise<void> {
  const settle = (one: Made | undefined, outcome: HandOver) => {
    if (!one || one.state === 'answered') return;
    const now = sender.clock.now();
    sender.journal.answer(one.ready.message.id, outcome);
    end(sender, one, resultOf(one.ready.message, outcome, now, Math.random(), one.givenAt));
  };
  const handingOver = (index: number) => {
    const one = made[index];
    if (!one) return;
    if (one.state === 'begun' || one.state === 'answered')
      throw new Error('The message was given back; it must not go out.');
    one.state = 'begun';
    sender.journal.begin(one.ready.message.id);
  };
  const answered = (index: number, outcome: HandOver) => settle(made[index], outcome);
  const wanted = (index: number) => {
    const one = made[index];
    if (one?.state === 'waiting') one.state = 'taken';
    return one !== undefined && one.state !== 'answered';
  };
  try {
    await sender.provider.send(
      made.map((one) => one.outbound),
      { wanted, handingOver, seal: sender.journal.seal, answered },
    );
  } catch (error) {
    sender.log.error({ err: error, messages: made.length }, 'the provider broke; what was on the wire is uncertain');
  }
  const later = new Date(sender.clock.now().getTime() + afterFaultMs);
  for (const one of made) {
    if (one.state === 'begun') settle(one, { state: 'unknown', reason: 'The provider broke off before it answered.' });
    else if (one.state !== 'answered') end(sender, one, backToQueue(one.ready.message, later));
  }
}
