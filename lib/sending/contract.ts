import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { scriptedHttp, type Reply, type ScriptedHttp, type SeenRequest } from '@/lib/testing/scripted-http';
import { outcomesOf } from './outcomes';
import type { HandOver, OutboundMessage, Provider, RefusalKind } from './provider';

/** What an adapter shows of itself: how it is opened on a server, and the provider's documented answers. */
export interface AdapterBench {
  open(url: string, timeouts?: { connect?: number; answer?: number }): Provider;
  message(index: number): Omit<OutboundMessage, 'messageId' | 'tenant'>;
  /** What the provider answers when it takes a message, and its own name for it in that answer. */
  accepts: (request: SeenRequest) => Reply;
  reference?: string;
  /** Answers that refuse for good, for now, and for want of the right credentials. */
  refusals: { name: string; reply: Reply; kind: RefusalKind; transient: boolean; code?: string }[];
  /** How the provider asks for a pause of 90 seconds. */
  throttles: Reply;
  /** True where a success is told by the status alone. */
  statusIsEnough?: boolean;
  /** True where whoever takes a message knows it when it comes again: what broke there may be sent once more. */
  recognisesRepeats?: boolean;
}

/** Hands messages over and gathers what was told, by index: of each once, and the last before `send` resolves. */
export async function handOverAll(provider: Provider, batch: readonly OutboundMessage[]) {
  const outcomes: HandOver[] = [];
  const begun: number[] = [];
  const answered: number[] = [];
  let inDoubt = 0;
  let mostInDoubt = 0;
  await provider.send(batch, {
    handingOver(index) {
      begun.push(index);
      mostInDoubt = Math.max(mostInDoubt, ++inDoubt);
    },
    answered(index, outcome) {
      if (begun.includes(index)) inDoubt--;
      answered.push(index);
      outcomes[index] = outcome;
    },
  });
  expect(inOrder(answered)).toEqual([...batch.keys()]);
  return { outcomes, begun, answered, mostInDoubt };
}

const inOrder = (indexes: readonly number[]): number[] => indexes.toSorted((a, b) => a - b);

const batchOf = (bench: AdapterBench, count: number): OutboundMessage[] =>
  Array.from({ length: count }, (_, i) => ({ tenant: 't', messageId: randomUUID(), ...bench.message(i) }));

async function against(
  bench: AdapterBench,
  answer: ScriptedHttp['answer'],
  run: (provider: Provider, server: ScriptedHttp) => Promise<void>,
): Promise<void> {
  await using server = await scriptedHttp(answer);
  const provider = bench.open(server.url, { connect: 2000, answer: 300 });
  try {
    await run(provider, server);
  } finally {
    await provider.close();
  }
}

/** How the other side behaves. */
export type Situation = 'takes' | 'refuses' | 'defers' | 'silence' | 'cut' | 'away';

/** What any provider, by whatever wire, shows of itself. */
export interface ProviderBench {
  message(index: number): Omit<OutboundMessage, 'messageId' | 'tenant'>;
  reference?: string;
  /** A provider that meets such a server; `seen` counts the messages whose content arrived there. */
  meet(situation: Situation): Promise<{ provider: Provider; seen: () => number; end: () => PromiseLike<void> }>;
}

/** What every provider keeps, and the pipeline builds on. */
export function everyProviderKeeps(bench: ProviderBench): void {
  const batch = (count: number): OutboundMessage[] =>
    Array.from({ length: count }, (_, i) => ({ tenant: 't', messageId: randomUUID(), ...bench.message(i) }));
  const meeting = async (situation: Situation, run: (provider: Provider, seen: () => number) => Promise<void>) => {
    const { provider, seen, end } = await bench.meet(situation);
    try {
      await run(provider, seen);
      await provider.close();
    } finally {
      await end();
    }
  };

  it('tells of each message once that it was taken, by its place, under the other side’s name for it', () =>
    meeting('takes', async (provider, seen) => {
      const { outcomes, begun, answered } = await handOverAll(provider, batch(3));
      await provider.close();
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({
          state: 'accepted',
          ...(bench.reference ? { reference: bench.reference } : {}),
        });
      for (const told of [begun, answered]) expect(inOrder(told)).toEqual([0, 1, 2]);
      expect(seen()).toBe(3);
    }));

  it('of no message it has nothing to tell, and is done at once', () =>
    meeting('takes', async (provider) => expect((await handOverAll(provider, [])).begun).toEqual([])));

  it('tells an answer before anything else goes on that wire: no more are in doubt than it has wires', () =>
    meeting('takes', async (provider) => {
      const width = provider.width ?? 1;
      const { mostInDoubt } = await handOverAll(provider, batch(width * 4));
      expect(mostInDoubt).toBeGreaterThan(0);
      expect(mostInDoubt).toBeLessThanOrEqual(width);
    }));

  it.each([
    ['refuses', false],
    ['defers', true],
  ] as const)('tells that the other side %s', (situation, transient) =>
    meeting(situation, async (provider) => {
      const { outcomes } = await handOverAll(provider, batch(1));
      expect(outcomes).toMatchObject([{ state: 'refused', transient }]);
    }),
  );

  it.each(['silence', 'cut'] as const)('%s after the content left leaves an announced message in doubt', (situation) =>
    meeting(situation, async (provider) => {
      const { outcomes, begun } = await handOverAll(provider, batch(1));
      expect(outcomes[0]).toMatchObject({ state: 'unknown', heard: 'silence' });
      expect(begun).toEqual([0]);
    }),
  );

  it('where nobody listens, nothing was handed over and nothing was announced', () =>
    meeting('away', async (provider) => {
      const { outcomes, begun } = await handOverAll(provider, batch(2));
      const silent = { state: 'unsent', heard: 'silence' };
      expect(outcomes).toMatchObject([silent, silent]);
      expect(begun).toEqual([]);
    }));

  it('announces a message, then seals it, before its content arrives, and closes when all is answered', () =>
    meeting('takes', async (provider, seen) => {
      const before: unknown[] = [];
      const told: HandOver[] = [];
      const hooks = {
        handingOver: () => void before.push('announced', seen()),
        seal: () => void before.push('sealed', seen()),
        answered: (_: number, o: HandOver) => void told.push(o),
      };
      const sending = provider.send(batch(1), hooks);
      await provider.close();
      expect(before).toEqual(['announced', 0, 'sealed', 0]);
      expect(told).toMatchObject([{ state: 'accepted' }]);
      await sending;
    }));
}

async function meetByHttp(bench: AdapterBench, situation: Situation) {
  const refusal = (transient: boolean): Reply => bench.refusals.find((one) => one.transient === transient)!.reply;
  const server = await scriptedHttp((request) => {
    if (situation === 'silence' || situation === 'cut') return situation;
    if (situation === 'takes') return bench.accepts(request);
    return refusal(situation === 'defers');
  });
  if (situation === 'away') await server.close();
  return {
    provider: bench.open(server.url, { connect: 2000, answer: 300 }),
    seen: () => server.requests.length,
    end: () => (situation === 'away' ? Promise.resolve() : server.close()),
  };
}

/** Every adapter on the HTTP core keeps this, whoever's API it speaks. */
export function keepsTheContract(bench: AdapterBench): void {
  const context: Context = {
    bench,
    batch: (count) => batchOf(bench, count),
    with: (answer, run) => against(bench, answer, run),
    one: async (provider) => (await handOverAll(provider, batchOf(bench, 1))).outcomes[0]!,
  };
  everyProviderKeeps({
    message: (index) => bench.message(index),
    ...(bench.reference ? { reference: bench.reference } : {}),
    meet: (situation) => meetByHttp(bench, situation),
  });
  tellsAnswersApart(context);
  knowsWhatIsInDoubt(context);
  minds(context);
}

interface Context {
  bench: AdapterBench;
  batch: (count: number) => OutboundMessage[];
  with: (answer: ScriptedHttp['answer'], run: (p: Provider, s: ScriptedHttp) => Promise<void>) => Promise<void>;
  one: (provider: Provider) => Promise<HandOver>;
}

function tellsAnswersApart({ bench, with: against, one }: Context): void {
  it.each(bench.refusals)('tells $name apart', ({ reply, kind, transient, code }) =>
    against(
      () => reply,
      async (provider) =>
        expect(await one(provider)).toMatchObject({ state: 'refused', kind, transient, ...(code ? { code } : {}) }),
    ),
  );

  it('passes on how long the provider wants to be left alone', () =>
    against(
      () => bench.throttles,
      async (provider) => {
        const outcome = await one(provider);
        expect(outcome).toMatchObject({ state: 'refused', kind: 'throttle', transient: true });
        expect(outcome).toHaveProperty(
          'retryAfterSeconds',
          expect.toSatisfy((s: number) => s >= 88 && s <= 91),
        );
      },
    ));

  it('a server with no room is tried later; what broke without its words, or a gateway says of it, leaves the message in doubt', () =>
    against(
      (_, index) => ({ status: [503, 500, 502, 504][index]!, body: '<html>oops</html>' }),
      async (provider) => {
        expect(await one(provider)).toMatchObject({ state: 'refused', transient: true });
        expect(await one(provider)).toMatchObject({ state: bench.recognisesRepeats ? 'refused' : 'unknown' });
        for (let i = 0; i < 2; i++) expect(await one(provider)).toMatchObject({ state: 'unknown' });
      },
    ));
}

function knowsWhatIsInDoubt({ bench, with: against, one }: Context): void {
  it('half an answer leaves the message in doubt', () =>
    against(
      () => 'half',
      async (provider) => expect(await one(provider)).toMatchObject({ state: 'unknown', heard: 'answer' }),
    ));

  it('a success in words that cannot be read leaves the message in doubt', () =>
    against(
      () => ({ status: 200, body: '<html>welcome</html>' }),
      async (provider) => expect((await one(provider)).state).toBe(bench.statusIsEnough ? 'accepted' : 'unknown'),
    ));

  it('an answer without end is cut off', () =>
    against(
      () => ({ status: 200, body: 'x'.repeat(200_000) }),
      async (provider) => expect(await one(provider)).toMatchObject({ state: 'unknown', heard: 'answer' }),
    ));

  it('follows no redirect', () =>
    against(
      () => ({ status: 307, headers: { location: '/elsewhere' } }),
      async (provider, server) => {
        expect(await one(provider)).toMatchObject({ state: 'refused', transient: true, kind: 'auth' });
        expect(server.requests).toHaveLength(1);
      },
    ));
}

function minds({ bench, batch, with: against }: Context): void {
  it('announces a message before its bytes leave, and keeps back what is called off', () =>
    against(bench.accepts, async (provider, server) => {
      const seen: number[] = [];
      const outcomes = await outcomesOf(provider, batch(2), {
        handingOver(index) {
          seen.push(server.requests.length);
          if (index === 0) throw new Error('given back');
        },
      });
      expect(outcomes.map(({ state }) => state)).toEqual(['unsent', 'accepted']);
      expect(seen).toEqual([0, 0]);
      expect(server.requests).toHaveLength(1);
    }));

  it('keeps to its width over all calls, on connections that it uses again, and closes when all is answered', () =>
    against(
      async (request) => {
        await new Promise((done) => setTimeout(done, 5));
        return bench.accepts(request);
      },
      async (provider, server) => {
        const width = provider.width ?? 1;
        const sends = Promise.all([1, 2, 3].map(() => handOverAll(provider, batch(width * 2))));
        await provider.close();
        expect(server.requests.length).toBe(width * 6);
        expect(server.atOnce).toBeLessThanOrEqual(width);
        expect(server.connections).toBeLessThanOrEqual(width);
        for (const { outcomes } of await sends) for (const o of outcomes) expect(o.state).toBe('accepted');
      },
    ));
}
