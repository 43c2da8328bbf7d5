import {
  AckPolicy,
  connect,
  DeliverPolicy,
  DiscardPolicy,
  headers,
  nanos,
  RetentionPolicy,
  StorageType,
  type Consumer,
  type ConsumerMessages,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  type StreamInfo,
} from 'nats';
import type { Tags } from '@/db/client';
import type { Clock } from '../clock';
import type { Logger } from '../log';
import { openOnce } from '../open-once';
import type { Held } from './held';
import { checkSpec } from './pattern';
import { lagOf, loadPayload, readPublished, rewind, saveFloor } from './progress';
import { workQueue, type Queue } from './queue';
import { replayChannel, replays, type Replays } from './replay';
import { takePlace } from './rows';
import { bell } from '../bell';
import type { Bus, FactHandler, StampedFact, Subscription, SubscriptionSpec } from './port';

export interface NatsBusInit {
  url: string;
  /** Begins the names of stream, subjects and durables, so that installations share a server. */
  prefix: string;
  sql: Tags;
  clock: Clock;
  log: Logger;
  ackWaitMs?: number;
  floorEveryMs?: number;
}

interface Link {
  nc: NatsConnection;
  jsm: JetStreamManager;
}

const day = 24 * 3600 * 1000;
const streamBytes = 1024 ** 3;
const pullBytes = 4 * 1024 * 1024;
const maxPending = 2_000;
const retryMs = 1_000;
const headroom = 4_096;

const isMissing = (error: unknown): boolean => /not found/i.test(error instanceof Error ? error.message : '');

/** Subject tokens hold no dots, blanks or wildcards; tenants and types are shaped so already. */
const token = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, '_');

/** The bus on JetStream: stream FACTS, a durable pull consumer per name. PostgreSQL's outbox can refill a lost stream. */
export function natsBus(init: NatsBusInit): Bus {
  const { sql } = init;
  const names = { stream: `${init.prefix}FACTS`, subject: `${init.prefix}fact` };
  const link = openOnce(() => dial(init));
  const open = link.get;
  const subscriptions = new Set<Subscription>();
  const again = replaysOf(init);
  const durable = (consumer: string) => `${init.prefix}${consumer}`;

  return {
    kind: 'nats',
    async publish(facts) {
      if (facts.length === 0) return;
      const { nc } = await open();
      const js = nc.jetstream({ timeout: 5_000 });
      const limit = (nc.info?.max_payload ?? 1024 * 1024) - headroom;
      await Promise.all(
        facts.map((fact) => {
          const head = headers();
          head.set('Position', String(fact.position));
          return js.publish(`${names.subject}.${token(fact.tenant)}.${fact.type}`, encode(fact, limit), {
            msgID: fact.id,
            headers: head,
          });
        }),
      );
    },
    async store() {
      const { jsm } = await open();
      const stream = await ensureStream(jsm, names);
      return storeName(names, stream);
    },
    async subscribe(spec, handler) {
      checkSpec(spec);
      const queue = await openQueue(init, spec, handler);
      const parts = [
        pull({ init, open, names, spec, durable: durable(spec.name), queue }),
        await again.start(spec, handler),
      ];
      const subscription = { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
      subscriptions.add(subscription);
      return {
        stop: async () => {
          subscriptions.delete(subscription);
          await subscription.stop();
        },
      };
    },
    async lag(consumer) {
      const { jsm } = await open();
      const info = await jsm.consumers.info(names.stream, durable(consumer)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
      return info ? info.num_pending + info.num_ack_pending + (await lagOf(sql, null)) : lagOf(sql, consumer);
    },
    async ping() {
      const { nc } = await open();
      await nc.rtt();
    },
    async close() {
      await Promise.all([...subscriptions].map((it) => it.stop()));
      subscriptions.clear();
      await again.close();
      await link.close(({ nc }) => nc.drain().catch(() => undefined));
    },
  };
}

const replaysOf = ({ sql, clock, log }: NatsBusInit): Replays =>
  replays({
    sql: () => sql,
    listen: async (wake) => {
      const ears = await sql.listen(replayChannel, wake, wake);
      return () => ears.unlisten();
    },
    clock,
    log,
  });

/** Takes the consumer's place, and works through what it is given from there on. */
async function openQueue(
  { sql, clock, log, ackWaitMs = 15_000 }: NatsBusInit,
  spec: SubscriptionSpec,
  handler: FactHandler,
): Promise<Queue> {
  const floor = await takePlace(sql, spec.name, spec.from, clock.now());
  return workQueue({
    spec,
    handler,
    sql,
    clock,
    log: log.child({ consumer: spec.name }),
    floor,
    keepEveryMs: ackWaitMs / 3,
  });
}

async function dial({ url, log }: NatsBusInit): Promise<Link> {
  const nc = await connect({
    servers: url,
    name: 'alumoutreach',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    timeout: 5_000,
  });
  const watch = async () => {
    for await (const status of nc.status()) log.info({ status: status.type }, 'nats');
  };
  watch().catch((error: unknown) => log.error({ err: error }, 'nats'));
  try {
    return { nc, jsm: await nc.jetstreamManager({ timeout: 5_000 }) };
  } catch (error) {
    await nc.close();
    throw error;
  }
}

interface Names {
  stream: string;
  subject: string;
}

const storeName = ({ stream }: Names, { created }: StreamInfo): string => `${stream}@${created}`;

async function ensureStream(jsm: JetStreamManager, { stream, subject }: Names): Promise<StreamInfo> {
  try {
    return await jsm.streams.info(stream);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return jsm.streams.add({
    name: stream,
    subjects: [`${subject}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: nanos(7 * day),
    max_bytes: streamBytes,
    duplicate_window: nanos(120_000),
  });
}

/** A fact too big for the server travels without its payload, which the receiver reads from the outbox. */
function encode(fact: StampedFact, limit: number): Uint8Array {
  const whole = Buffer.from(JSON.stringify(fact));
  return whole.byteLength <= limit ? whole : Buffer.from(JSON.stringify({ ...fact, payload: null }));
}

interface PullInit {
  init: NatsBusInit;
  open: () => Promise<Link>;
  names: Names;
  spec: SubscriptionSpec;
  durable: string;
  queue: Queue;
}

function pull(it: PullInit): Subscription {
  const { init, spec, queue } = it;
  const log = init.log.child({ consumer: spec.name });
  let isStopping = false;
  let messages: ConsumerMessages | undefined;
  const again = bell();
  const run = async () => {
    while (!isStopping) {
      try {
        const { consumer, jsm } = await bind(it);
        messages = await consumer.consume({ max_bytes: pullBytes, abort_on_missing_resource: true });
        if (isStopping) await messages.close();
        const floor = setInterval(() => {
          noteFloor(it, jsm, consumer).catch((error: unknown) =>
            log.debug({ err: error }, 'the floor could not be kept'),
          );
        }, init.floorEveryMs ?? 5_000);
        try {
          for await (const message of messages) await receive(it, message);
        } finally {
          clearInterval(floor);
        }
      } catch (error) {
        if (!isStopping) log.warn({ err: error }, 'the consumer lost its stream; binding again');
      }
      if (!isStopping) await again.wait(retryMs);
    }
  };
  const ended = run();
  return {
    async stop() {
      isStopping = true;
      again.ring();
      const closing = messages?.close();
      await queue.stop();
      await closing;
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
      const { nc } = await it.open();
      await nc.flush().catch(() => undefined);
    },
  };
}

/** When the stream's oldest fact lies behind what the consumer still needs (it was away too long), the relay sends again. */
async function mendGap(jsm: JetStreamManager, { stream }: Names, sql: Tags, consumer: string): Promise<void> {
  const { state } = await jsm.streams.info(stream);
  if (state.messages === 0) return;
  const oldest = await jsm.streams.getMessage(stream, { seq: state.first_seq });
  await rewind(sql, consumer, Number(oldest.header.get('Position')));
}

async function bind({
  open,
  names,
  spec,
  durable,
  init,
}: PullInit): Promise<{ consumer: Consumer; jsm: JetStreamManager }> {
  const { nc, jsm } = await open();
  await ensureStream(jsm, names);
  const [only, ...more] = spec.facts;
  const filter =
    more.length === 0 && only !== undefined && only !== '*' ? `${names.subject}.*.${only}` : `${names.subject}.>`;
  const wanted = {
    durable_name: durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    filter_subject: filter,
    ack_wait: nanos(init.ackWaitMs ?? 15_000),
    max_deliver: -1,
    max_ack_pending: maxPending,
  };
  const present = await jsm.consumers.info(names.stream, durable).catch(() => null);
  if (!present) await jsm.consumers.add(names.stream, wanted);
  else if (present.config.filter_subject !== filter) await jsm.consumers.update(names.stream, durable, wanted);
  await mendGap(jsm, names, init.sql, spec.name);
  return { consumer: await nc.jetstream().consumers.get(names.stream, durable), jsm };
}

async function receive({ init, queue, spec }: PullInit, message: JsMsg): Promise<void> {
  let raw: Omit<StampedFact, 'payload'> & { payload: StampedFact['payload'] | null };
  try {
    raw = message.json();
  } catch (error) {
    init.log.error(
      { err: error, seq: message.seq, consumer: spec.name },
      'the stream holds what is not a fact; it is dropped',
    );
    message.term();
    return;
  }
  const payload = raw.payload ?? (await loadPayload(init.sql, raw.tenant, raw.id));
  const deliveries = message.info.deliveryCount;
  const held: Held = {
    fact: { ...raw, payload, redelivered: raw.redelivered || deliveries > 1 },
    deliveries,
    ack: () => message.ack(),
    later: (ms) => message.nak(ms > 0 ? ms : undefined),
    drop: () => message.term(), // with a reason, servers before 2.10 give it again
    keep: () => message.working(),
  };
  queue.add(held);
}

/** Copies the durable's progress into consumer_offsets: the outbox is cleaned below it, and a lost stream refilled from it. */
async function noteFloor({ init, names, spec }: PullInit, jsm: JetStreamManager, consumer: Consumer): Promise<void> {
  const { published, store } = await readPublished(init.sql);
  // An empty stream means that all is dealt with only when it is the one that was filled: a new one waits for its refill.
  if (storeName(names, await jsm.streams.info(names.stream)) !== store) return;
  const info = await consumer.info();
  const now = init.clock.now();
  if (info.num_pending === 0 && info.num_ack_pending === 0) return saveFloor(init.sql, spec.name, published, now);
  const seq = info.ack_floor.stream_seq;
  if (seq === 0) return;
  const message = await jsm.streams.getMessage(names.stream, { seq });
  const position = Number(message.header.get('Position'));
  if (position > 0) await saveFloor(init.sql, spec.name, position, now);
}
