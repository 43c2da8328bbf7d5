import type { Hub } from './hub';
import { heartbeat } from './event';
import { createTeller, type Teller } from './teller';

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
  const { hub, signal } = init;
  const text = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  let leave = () => {};
  let beat: ReturnType<typeof setInterval> | undefined;

  const finish = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(beat);
    leave();
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
  const teller = createTeller(write, init.after ?? 0);
  leave = await hub.subscribe(init.tenant, { ...teller.listener, end: finish });

  const body = new ReadableStream<Uint8Array>({
    async start(it) {
      controller = it;
      signal.addEventListener('abort', finish);
      // A client that left before this line never fires `abort` again.
      if (signal.aborted) return finish();
      write('retry: 2000\n\n');
      await begin(init, teller).catch(finish);
      if (isOver) return;
      beat = setInterval(() => {
        write(heartbeat);
        init.mayGoOn().then(
          (may) => (may ? undefined : finish()),
          () => undefined,
        );
      }, init.heartbeatMs ?? 20_000);
    },
    cancel: finish,
  });
  return new Response(body, { headers: streamHeaders });
}

/** What was missed goes first; what came meanwhile waits in the teller until then. */
async function begin({ hub, tenant, after }: StreamInit, teller: Teller): Promise<void> {
  if (after === null) teller.ready(await hub.position());
  else {
    const missed = await hub.replay(tenant, after);
    if (missed) {
      teller.ready(after);
      teller.send(missed);
    } else teller.reset(await hub.position());
  }
  teller.release();
}
