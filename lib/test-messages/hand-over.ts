import { openProvider, wayOut, type HandOver, type OutboundMessage, type Provider } from '@/lib/sending';
import type { Ctx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import type { Services } from '@/lib/platform/services';

/** Whoever asked waits for so long; what is not on a wire by then is called off. */
const patienceMs = 30_000;

// One way out per process, as delivery has one: it remembers which providers rest. Next loads this module more than once.
const holder = globalThis as typeof globalThis & { aoTestWays?: WeakMap<Services['system'], Provider> };

function wayOf({ services, clock }: Ctx): Provider {
  const ways = (holder.aoTestWays ??= new WeakMap<Services['system'], Provider>());
  const way = ways.get(services.system) ?? openProvider(services, clock);
  ways.set(services.system, way);
  return way;
}

/** Of what nobody took: an organisation without providers of its own knows of none. */
async function tooLate(ctx: Ctx): Promise<HandOver> {
  const way = await withTenant(ctx, (tx) => wayOut(tx, 'email')).catch(() => null);
  const who = way?.by === 'smtp' ? 'The mail server did not answer in time.' : 'No provider took it in time.';
  return { state: 'unsent', reason: `${who} Try again in a minute.` };
}
const noAnswer: HandOver = {
  state: 'unknown',
  reason: `There was no answer within ${patienceMs / 1000} seconds: it may have arrived or not.`,
};

/** Hands a few messages over by the providers that real ones go by, in their order, and waits for the answers. Never rejects. */
export async function handOver(
  ctx: Ctx,
  messages: readonly OutboundMessage[],
  patience = patienceMs,
): Promise<HandOver[]> {
  const outcomes: (HandOver | null)[] = messages.map(() => null);
  const begun = new Set<number>();
  let isOver = false;
  const sent = wayOf(ctx)
    .send(messages, {
      wanted: () => !isOver,
      handingOver: (index) => {
        if (isOver) throw new Error('Nobody waits for this test any more.');
        begun.add(index);
      },
      answered: (index, outcome) => void (outcomes[index] ??= outcome),
    })
    .catch((error: unknown) => ctx.log.error({ err: error }, 'the provider broke while tests were handed over'));
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([sent, new Promise<void>((done) => (timer = setTimeout(done, patience)))]);
  clearTimeout(timer);
  isOver = true;
  if (outcomes.every((outcome, index) => outcome ?? begun.has(index))) return outcomes.map((each) => each ?? noAnswer);
  const late = await tooLate(ctx);
  return outcomes.map((outcome, index) => outcome ?? (begun.has(index) ? noAnswer : late));
}
