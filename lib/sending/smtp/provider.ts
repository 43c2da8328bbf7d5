import type { HandOver, OutboundMessage, Provider } from '../provider';
import { SmtpPool, type SmtpPoolOptions } from './pool';
import type { SmtpOutcome } from './types';

/** Sends composed e-mail (canonical bytes) through one SMTP server. */
export function smtpProvider(options: SmtpPoolOptions, name = 'smtp'): Provider {
  const pool = new SmtpPool(options);
  return {
    name,
    channel: 'email',
    width: options.size ?? 5,
    async *send(batch, hooks) {
      const done: { index: number; outcome: HandOver }[] = [];
      let wake = () => {};
      for (const [index, message] of batch.entries()) {
        handOver(
          pool,
          message,
          () => hooks?.handingOver(index),
          (outcome) => {
            hooks?.answered?.(index, outcome);
            done.push({ index, outcome });
            wake();
          },
        );
      }
      for (let seen = 0; seen < batch.length;) {
        if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const ready = done.splice(0);
        seen += ready.length;
        yield* ready;
      }
    },
    close: () => pool.close(),
  };
}

function handOver(
  pool: SmtpPool,
  { from, to, payload }: OutboundMessage,
  onBody: () => void,
  onAnswer: (outcome: HandOver) => void,
): void {
  const canonical = typeof payload !== 'string';
  const raw = canonical ? payload : Buffer.from(payload);
  pool.submit({ from, to, canonical }, raw, (outcome) => onAnswer(toHandOver(outcome)), onBody);
}

/** The provider-neutral form of an SMTP outcome. */
export function toHandOver(outcome: SmtpOutcome): HandOver {
  if (outcome.state === 'accepted') {
    const { response, queueId } = outcome;
    return { state: 'accepted', response, ...(queueId ? { reference: queueId } : {}) };
  }
  if (outcome.state !== 'refused') return outcome;
  const { response, transient, kind, code, enhanced } = outcome;
  return { state: 'refused', response, transient, kind, code: enhanced ?? String(code) };
}
