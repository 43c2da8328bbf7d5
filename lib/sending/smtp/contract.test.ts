import { describe } from 'vitest';
import { everyProviderKeeps, type Situation } from '../contract';
import { smtpProvider } from './provider';
import { scriptedServer, type Script } from './scripted-server';

const answers: Record<Situation, string | null | undefined> = {
  takes: '250 2.0.0 ok queued as ABC123',
  refuses: '550 5.7.1 refused',
  defers: '451 4.3.0 later',
  silence: null,
  cut: 'cut',
  away: undefined,
};

describe('SMTP', () =>
  everyProviderKeeps({
    message: (index) => ({ from: 'b@x', to: `u${index}@x`, payload: Buffer.from('n: 1\r\n\r\nhello\r\n') }),
    reference: 'ABC123',
    async meet(situation) {
      const on: NonNullable<Script['on']> = (command) => (command === '.' ? answers[situation] : undefined);
      const server = await scriptedServer({ on });
      const gone = situation === 'away';
      if (gone) await server[Symbol.asyncDispose]();
      const timeouts = { connect: 2000, body: 300 };
      return {
        provider: smtpProvider({
          host: '127.0.0.1',
          port: server.port,
          size: 2,
          timeouts,
          backoff: { first: 5, max: 20 },
        }),
        seen: () => server.bodies.length,
        end: () => (gone ? Promise.resolve() : server[Symbol.asyncDispose]()),
      };
    },
  }));
