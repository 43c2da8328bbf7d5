import type { DeliveryEvent, MessageState } from '@/lib/pipeline/vocabulary';

/** When each thing first happened to a message; machine hits are kept apart from people's. */
export interface Stamps {
  deliveredAt: Date | null;
  openedAt: Date | null;
  machineOpenedAt: Date | null;
  clickedAt: Date | null;
  machineClickedAt: Date | null;
  repliedAt: Date | null;
  unsubscribedAt: Date | null;
  bouncedAt: Date | null;
  complainedAt: Date | null;
}

export interface Held extends Stamps {
  status: MessageState;
  /** A worker is handing it over at this moment: it keeps its state until that is done, and recording that asks what came back. */
  inHands: boolean;
}

export interface Happened {
  event: DeliveryEvent;
  at: Date;
  /** True when a program, not a person, made the open or click. */
  machine: boolean;
}

// Whatever comes back proves a hand-over; the later in this row, the stronger.
const ladder: readonly MessageState[] = ['uncertain', 'sent', 'delivered', 'bounced', 'complained'];
/** Refused, as far as we heard; tried again or not. A server that looks into a message and then refuses it opens and clicks as well. */
const refused: readonly MessageState[] = ['queued', 'deferred', 'failed'];
const showsItWasTaken: readonly DeliveryEvent[] = ['accepted', 'delivered', 'bounced', 'complained', 'replied'];

const proves = (event: DeliveryEvent): MessageState =>
  event === 'delivered' || event === 'bounced' || event === 'complained' ? event : 'sent';

function touched({ event, machine }: Happened): (keyof Stamps)[] {
  switch (event) {
    case 'delivered':
      return ['deliveredAt'];
    case 'opened':
      return [machine ? 'machineOpenedAt' : 'openedAt'];
    // Who clicks has seen the message, picture blocked or not.
    case 'clicked':
      return machine ? ['machineClickedAt'] : ['clickedAt', 'openedAt'];
    case 'replied':
      return ['repliedAt'];
    case 'unsubscribed':
      return ['unsubscribedAt'];
    case 'bounced':
      return ['bouncedAt'];
    case 'complained':
      return ['complainedAt'];
    // Its stamp is kept with its value (lib/campaigns/convert.ts).
    case 'accepted':
    case 'auto_replied':
    case 'converted':
      return [];
  }
}

const earliest = (a: Date | null, b: Date): Date => (a && a <= b ? a : b);

/** Whether an event shows of a message that was refused that it was taken all the same: it must not be tried again. */
export const wasTaken = (status: MessageState, event: DeliveryEvent): boolean =>
  refused.includes(status) && showsItWasTaken.includes(event);

/**
 * What a message looks like after an event. Pure; any order and any repetition of the same events ends in the same
 * state. A message that was never offered stays as it is; one on the wire gets its times but keeps its state.
 */
export function fold(held: Held, happened: Happened): Held {
  const rung = ladder.indexOf(held.status);
  if (rung < 0 && !refused.includes(held.status)) return held;
  const next = { ...held };
  for (const stamp of touched(happened)) next[stamp] = earliest(held[stamp], happened.at);
  if (held.inHands) return next;
  const proved = proves(happened.event);
  if (rung < 0 ? wasTaken(held.status, happened.event) : ladder.indexOf(proved) > rung) next.status = proved;
  return next;
}
