import type { SendingChannel } from './vocabulary';

/** What became of one hand-over to a provider. `provider` names who took it, where another than the first one did. */
export type HandOver =
  /** The provider took the message over; `reference` is its own name for it. */
  | { state: 'accepted'; response: string; reference?: string; provider?: string }
  /** The provider said no; `transient` means that a later try may succeed, not before `retryAfterSeconds` where it said so. */
  | {
      state: 'refused';
      response: string;
      transient: boolean;
      kind: RefusalKind;
      code?: string;
      retryAfterSeconds?: number;
      provider?: string;
    }
  /** Handed over, but the answer never came: may or may not have been taken. Never send it again blindly. */
  | { state: 'unknown'; reason: string; provider?: string }
  /** Certainly not handed over. */
  | { state: 'unsent'; reason: string; retryAfterSeconds?: number };

/** Why a provider said no; decides between suppression, back-off and a word to the operator. */
export const refusalKinds = ['mailbox', 'domain', 'policy', 'content', 'throttle', 'auth', 'other'] as const;
export type RefusalKind = (typeof refusalKinds)[number];

/** One message, ready to go: for e-mail the composed bytes, for the other channels their text or JSON. */
export interface OutboundMessage {
  tenant: string;
  /** E-mail unless said. */
  channel?: SendingChannel;
  /** Pipeline message id (UUID): the provider's idempotency key where it has one. */
  messageId: string;
  /** Envelope sender: return path, phone number or sender name. */
  from: string;
  /** One recipient: address, phone number in E.164, endpoint. */
  to: string;
  payload: Buffer | string;
}

export interface SendHooks {
  /** Called right before the bytes of this message go on the wire; what was announced and not answered is in doubt. */
  handingOver(index: number): void;
  /** Called as soon as an answer is known, before anything else goes on that wire; the outcome is yielded as well. */
  answered?(index: number, outcome: HandOver): void;
}

/** A way out for messages of one channel. `send` yields once per message, in the order in which answers come. */
export interface Provider {
  readonly name: string;
  readonly channel: SendingChannel;
  /** How many messages can be on the wire at a time. */
  readonly width?: number;
  /** Asked before messages of a tenant are handed over, so that `hasOwnWires` is known of it. */
  learn?: (tenant: string) => Promise<void>;
  /** True for a tenant whose messages leave by wires of its own: however slow those are, they hold up nobody else. */
  hasOwnWires?: (tenant: string) => boolean;
  send(batch: readonly OutboundMessage[], hooks?: SendHooks): AsyncIterable<{ index: number; outcome: HandOver }>;
  /** Waits for what is in flight, then lets go of all connections. */
  close(): Promise<void>;
}
