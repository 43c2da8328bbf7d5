import type { SendingChannel } from './vocabulary';

/** What was heard of a server that did not take a message: it said something, or it was asked and said nothing. */
export type Heard = 'answer' | 'silence';

/**
 * What became of one hand-over to a provider. `provider` names who took it, where another than the first one did; `isBlameless` says
 * nothing of the provider, whose health stays as it was; `heard` is left out where no server was asked; a refusal
 * of our own, for what the provider's settings lack, `isUnasked`.
 */
export type HandOver =
  /** The provider took the message over; `reference` is its own name for it. */
  | { state: 'accepted'; response: string; reference?: string | undefined; provider?: string }
  /** The provider said no; `transient` means that a later try may succeed, not before `retryAfterSeconds` where it said so. */
  | {
      state: 'refused';
      response: string;
      transient: boolean;
      kind: RefusalKind;
      code?: string;
      retryAfterSeconds?: number;
      provider?: string;
      isBlameless?: true;
      isUnasked?: true;
    }
  /** Handed over, but the answer never came: may or may not have been taken. Never send it again blindly. */
  | { state: 'unknown'; reason: string; heard?: Heard | undefined; provider?: string; isBlameless?: true }
  /**
   * Certainly not handed over; `refusal`: what a server said before any message came to its turn; `hasNoWay`: by this provider this
   * recipient can never be written to.
   */
  | {
      state: 'unsent';
      reason: string;
      heard?: Heard | undefined;
      retryAfterSeconds?: number;
      isBlameless?: true;
      hasNoWay?: true;
      refusal?: Refusal | undefined;
    };

/** What a server said no with. */
export interface Refusal {
  response: string;
  transient: boolean;
  kind: RefusalKind;
  code?: string;
  isUnasked?: true;
}

/** What an outcome tells of the server; null: nothing. */
export function heardIn(outcome: HandOver): Heard | null {
  if (outcome.state === 'accepted') return 'answer';
  if (outcome.isBlameless) return null;
  if (outcome.state === 'refused') return outcome.isUnasked ? null : 'answer';
  return outcome.heard ?? null;
}

/** Why a provider said no; decides between suppression, back-off and a word to the operator. */
export const refusalKinds = ['mailbox', 'domain', 'policy', 'content', 'throttle', 'auth', 'other'] as const;
export type RefusalKind = (typeof refusalKinds)[number];

/** One message, ready to go: for e-mail the composed bytes, for the other channels their text or JSON. */
export interface OutboundMessage {
  tenant: string;
  /** E-mail unless said. */
  channel?: SendingChannel;
  /** It is caught, whatever carries the channel; no unless said. */
  inSandbox?: boolean;
  /** The tenant's provider (UUID) that it was counted for: it leaves by this one alone. Null or left out: by whichever takes it. */
  way?: string | null;
  /** Pipeline message id (UUID): the provider's idempotency key where it has one. */
  messageId: string;
  /** Envelope sender: return path, phone number or sender name. */
  from: string;
  /** One recipient: address, phone number in E.164, endpoint. */
  to: string;
  payload: Buffer | string;
}

export interface SendHooks {
  /** Asked when a free wire takes this message; false: it was called off meanwhile, and is told to be `unsent`. */
  wanted?(index: number): boolean;
  /**
   * Called when the bytes of this message go on the wire next; what was announced and not answered is in doubt. Throws when it must not go.
   */
  handingOver(index: number): void;
  /** Called once after one or more were announced, before the first byte of any goes: what was announced is on record then. */
  seal?: (() => void) | undefined;
  /** Called once for each message, as soon as its answer is known and before anything else goes on that wire. */
  answered(index: number, outcome: HandOver): void;
}

/** What is told of a message that was called off before its turn on the wire. */
export const calledOff = { state: 'unsent', reason: 'It was called off before its turn came.' } as const;

/** The hooks for a part of a batch, whose messages are at these places of it. */
export const hooksAt = (hooks: SendHooks, places: readonly number[]): SendHooks => ({
  wanted: (index) => hooks.wanted?.(places[index]!) ?? true,
  handingOver: (index) => hooks.handingOver(places[index]!),
  seal: hooks.seal,
  answered: (index, outcome) => hooks.answered(places[index]!, outcome),
});

/** A way out for messages of one channel. */
export interface Provider {
  readonly name: string;
  readonly channel: SendingChannel;
  /** How many messages can be on the wire at a time. */
  readonly width?: number;
  /** Asked before messages of a tenant are handed over, so that `hasOwnWires` is known of it. */
  learn?: (tenant: string) => Promise<void>;
  /** True for a tenant whose messages leave by wires of its own: however slow those are, they hold up nobody else. */
  hasOwnWires?: (tenant: string) => boolean;
  /** What those are called that are asked for a tenant's messages of a channel, in their turn; where left out, `name` alone is. */
  namesFor?: (tenant: string, channel: SendingChannel) => readonly string[];
  /** Resolves when every message was answered. Rejects when it broke off: what was announced and not answered is in doubt then. */
  send(batch: readonly OutboundMessage[], hooks: SendHooks): Promise<void>;
  /** Waits for what is in flight, then lets go of all connections. */
  close(): Promise<void>;
}
