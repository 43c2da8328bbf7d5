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
  /** A worker is handing it over at this moment: it keeps its state until that is done. */
  inHands: boolean;
}

export interface Happened {
  event: DeliveryEvent;
  at: Date;
  /** True when a program, not a person, made the open or click. */
  machine: boolean;
}

// Whatever comes back proves a hand-over; the later in this row, the stronger. States outside it are never changed.
const ladder: readonly MessageState[] = ['uncertain', 'sent', 'delivered', 'bounced', 'complained'];

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

/**
 * What a message looks like after an event. Pure; any order and any repetition of the same events ends in the same
 * state. A message that was never handed over stays as it is; one on the wire gets its times but keeps its state.
 */
export function fold(held: Held, happened: Happened): Held {
  const rung = ladder.indexOf(held.status);
  if (rung < 0 && !held.inHands) return held;
  const next = { ...held };
  for (const stamp of touched(happened)) next[stamp] = earliest(held[stamp], happened.at);
  const proved = proves(happened.event);
  if (rung >= 0 && ladder.indexOf(proved) > rung) next.status = proved;
  return next;
}
