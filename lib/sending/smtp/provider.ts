import type { Provider, SendHooks } from '../provider';
import { SmtpPool, type SmtpPoolOptions } from './pool';
import type { Asking } from './queue';

/** Sends composed e-mail (canonical bytes) through one SMTP server. */
export function smtpProvider(options: SmtpPoolOptions, name = 'smtp'): Provider {
  const pool = new SmtpPool(options);
  return {
    name,
    channel: 'email',
    width: options.size ?? 5,
    send: (batch, hooks) =>
      new Promise((resolve) => {
        if (batch.length === 0) resolve();
        const asking = askingOf(hooks, batch.length, resolve);
        for (const [index, { from, to, payload }] of batch.entries()) {
          const canonical = typeof payload !== 'string';
          pool.submit(asking, index, { from, to, canonical }, canonical ? payload : Buffer.from(payload));
        }
      }),
    close: () => pool.close(),
  };
}

/** For all messages of a batch; `onLast` when each was answered. */
function askingOf(hooks: SendHooks, count: number, onLast: () => void): Asking {
  let left = count;
  return {
    wanted: (index) => hooks.wanted?.(index) ?? true,
    handingOver: (index) => hooks.handingOver(index),
    seal: hooks.seal,
    answered: (index, outcome) => {
      hooks.answered(index, outcome);
      if (--left === 0) onLast();
    },
  };
}
