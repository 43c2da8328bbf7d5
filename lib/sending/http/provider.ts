import { systemClock, type Clock } from '@/lib/platform/clock';
import { DomainError } from '@/lib/platform/errors';
import { calledOff, type HandOver, type OutboundMessage, type Provider, type SendHooks } from '../provider';
import { unaskedCode } from '../vocabulary';
import type { HttpAdapter, HttpAnswer, HttpRequest } from './adapter';
import { unreadable } from './answers';
import { HttpClient, type HttpClientOptions } from './client';

export interface HttpProviderOptions extends Partial<HttpClientOptions> {
  clock?: Clock;
}

const usualWidth = 10;

/** Hands messages over by a provider's HTTP API, `width` at a time over all calls of `send`. */
export function httpProvider(adapter: HttpAdapter, name: string, options: HttpProviderOptions = {}): Provider {
  const width = options.width ?? usualWidth;
  const clock = options.clock ?? systemClock;
  const client = new HttpClient({ ...options, width });
  const line = new Line(width);

  const handOver = async (message: OutboundMessage, onBytes: () => void): Promise<HandOver> => {
    let request: HttpRequest;
    try {
      request = adapter.request(message, clock.now());
    } catch (error) {
      return cannotSay(error instanceof DomainError ? error.message : 'The message could not be put in its words.');
    }
    const exchange = await client.exchange(request, onBytes);
    if (exchange.state === 'wrong') return cannotAsk(exchange.reason);
    return exchange.state === 'answered' ? read(exchange.answer) : exchange;
  };
  const read = (answer: HttpAnswer): HandOver => {
    try {
      return adapter.read(answer, clock.now());
    } catch {
      return unreadable(answer);
    }
  };
  return {
    name,
    channel: adapter.channel,
    width,
    send: async (batch, hooks) => {
      const send = async (message: OutboundMessage, index: number) => {
        if (hooks.wanted?.(index) === false) hooks.answered(index, calledOff);
        else hooks.answered(index, await handOver(message, () => announce(hooks, index)));
      };
      await Promise.all(batch.map((message, index) => line.add(() => send(message, index))));
    },
    close: async () => {
      await line.empty();
      client.close();
    },
  };
}

function announce(hooks: SendHooks, index: number): void {
  hooks.handingOver(index);
  hooks.seal?.();
}

/** The provider never saw it. */
const cannotSay = (response: string): HandOver => ({
  state: 'refused',
  response,
  transient: false,
  kind: 'content',
  isBlameless: true,
});

/** No request can be made of the provider's own settings: like a wrong key, that can be mended there. */
const cannotAsk = (response: string): HandOver => ({
  state: 'refused',
  response,
  transient: true,
  kind: 'auth',
  code: unaskedCode,
  isUnasked: true,
});

/** Runs so many at a time, the others in order. */
class Line {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private onEmpty: (() => void)[] = [];

  constructor(private readonly width: number) {}

  /** Ends as the task does. */
  add(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => task().then(resolve, reject));
      this.next();
    });
  }

  empty(): Promise<void> {
    return this.running === 0 ? Promise.resolve() : new Promise((done) => this.onEmpty.push(done));
  }

  private next(): void {
    while (this.running < this.width) {
      const task = this.waiting.shift();
      if (!task) break;
      this.running++;
      void task().finally(() => {
        this.running--;
        this.next();
      });
    }
    if (this.running === 0) for (const done of this.onEmpty.splice(0)) done();
  }
}
