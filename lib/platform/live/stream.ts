import type { Hub, Listener } from './hub';
import { frame, heartbeat, type LiveEvent } from './event';

export interface StreamInit {
  hub: Hub;
  tenant: string;
  /** The last position that the client has seen; null when it is new. */
  after: number | null;
  signal: AbortSignal;
  /** Asked at each heartbeat; false ends the stream (signed out, no longer a member). */
  mayGoOn: () => Promise<boolean>;
  heartbeatMs?: number;
}

const maxQueued = 2_000;
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** A stream of one tenant's events: what was missed, then what happens, each position once and in order. */
export async function liveResponse(init: StreamInit): Promise<Response> {
  const { hub, tenant, signal } = init;
  const text = new TextEncoder();
  let sent = init.after ?? 0;
  let early: LiveEvent[] | null = [];
  let resetAt: number | null = null;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  let unsubscribe = () => {};
  let beat: ReturnType<typeof setInterval> | undefined;

  const finish = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(beat);
    unsubscribe();
    signal.removeEventListener('abort', finish);
    try {
      controller?.close();
    } catch {
      // the client closed it first
    }
  };
  const write = (chunk: string) => {
    if (isOver || !controller) return;
    // A client that does not read is let go: it comes back and says where it was.
    if ((controller.desiredSize ?? 0) < -maxQueued) finish();
    else controller.enqueue(text.encode(chunk));
  };
  const send = (events: readonly LiveEvent[]) => {
    let chunk = '';
    for (const event of events) {
      if (event.position <= sent) continue;
      chunk += frame('fact', event.position, event);
      sent = event.position;
    }
    if (chunk) write(chunk);
  };
  const reset = (position: number) => {
    sent = position; // lower than before when the database was restored
    write(frame('reset', position, { position }));
  };
  const listener: Listener = {
    events: (events) => (early ? void early.push(...events) : send(events)),
    reset: (position) => (early ? void (resetAt = position) : reset(position)),
    end: finish,
  };

  unsubscribe = await hub.subscribe(tenant, listener);
  const replay = async () => {
    if (init.after === null) {
      sent = await hub.position();
      write(frame('ready', sent, { position: sent }));
    } else {
      const missed = await hub.replay(tenant, init.after);
      if (missed) {
        write(frame('ready', init.after, { position: init.after }));
        send(missed);
      } else reset(await hub.position());
    }
    if (resetAt !== null) reset(resetAt);
    const buffered = early ?? [];
    early = null;
    send(buffered);
  };

  const body = new ReadableStream<Uint8Array>({
    async start(it) {
      controller = it;
      signal.addEventListener('abort', finish);
      // A client that left before this line never fires `abort` again.
      if (signal.aborted) return finish();
      write('retry: 2000\n\n');
      await replay().catch(finish);
      if (isOver) return;
      beat = setInterval(() => {
        write(heartbeat);
        init.mayGoOn().then((may) => (may ? undefined : finish()), () => undefined);
      }, init.heartbeatMs ?? 20_000);
    },
    cancel: finish,
  });
  return new Response(body, { headers: streamHeaders });
}
