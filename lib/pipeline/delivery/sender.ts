import type { Clock } from '@/lib/platform/clock';
import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Provider } from '@/lib/sending';
import type { ClaimedMessage, Lane } from './claim';
import type { Hands } from './hands';
import type { Journal } from './journal';
import type { RecordTarget } from './record';
import type { Recorder } from './recorder';
import type { Signal } from './signal';
import type { Turns } from './turns';

/** A claimed message that passed the gate and can be composed. */
export interface Ready {
  message: ClaimedMessage;
  target: RecordTarget;
  /** It goes to the sandbox, whatever carries its channel. */
  inSandbox: boolean;
  /** The provider that it leaves by; null: whichever takes it. */
  way: string | null;
  /** Composes its bytes; throws when this person cannot be composed for. */
  compose(now: Date): Buffer;
}

/** Whose turn a message waits for: answers of people have turns of their own beside their tenant's campaigns. */
export const turnOf = ({ tenant, kind }: Lane): string => `${tenant} ${kind}`;
export const tenantOf = (turn: string): string => turn.slice(0, turn.indexOf(' '));

/** A message that the provider has; it may still wait there for a free wire. */
export interface OnItsWay {
  ready: Ready;
  /** Takes it back into the queue, unless a wire has it. */
  takeBack(): void;
}

/** What the parts of one delivery share: claimed → waiting in turns → on the wire → recorded. */
export interface Sender {
  services: Services;
  provider: Provider;
  journal: Journal;
  /** The instance whose name the leases carry. */
  worker: string;
  clock: Clock;
  log: Logger;
  /** Claimed and not recorded yet. */
  hands: Hands;
  turns: Turns<Ready>;
  /** Given to the provider and not answered yet. */
  onWay: Set<OnItsWay>;
  recorder: Recorder;
  /** Told whenever something was added, taken, answered or recorded. */
  moved: Signal;
  /** Told whenever a lane or a claim was found empty: a campaign may have ended. */
  emptied(): void;
  lease: Lease;
}

/** Until when this instance holds what it claimed. */
export interface Lease {
  ms: number;
  /** What is claimed is held until `ms` after this instant; milliseconds since the epoch. */
  renewedAt: number;
  /** Throws when this instance lost its lock. */
  check(): Promise<void>;
}

/** True while a message is surely ours: after that, another worker may have called it uncertain. */
export const stillHeld = (lease: Lease, now: number): boolean => now < lease.renewedAt + lease.ms * 0.9;
