import type { HandOver, OutboundMessage, Provider } from '../provider';
import { SmtpPool, type SmtpPoolOptions } from './pool';
import type { SmtpOutcome } from './types';

/** Sends composed e-mail (canonical bytes) through one SMTP server. */
export function smtpProvider(options: SmtpPoolOptions, name = 'smtp'): Provider {
  const pool = new SmtpPool(options);
  return {
    name,
    channel: 'email',
    async *send(batch, hooks) {
      const done: { index: number; outcome: HandOver }[] = [];
      let wake = () => {};
      for (const [index, message] of batch.entries()) {
        void handOver(pool, message, () => hooks?.handingOver(index)).then((outcome) => {
          done.push({ index, outcome });
          wake();
        });
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

async function handOver(pool: SmtpPool, { from, to, payload }: OutboundMessage, onBody: () => void): Promise<HandOver> {
  const outcome =
    typeof payload === 'string'
      ? await pool.send({ from, to }, Buffer.from(payload), onBody)
      : await pool.send({ from, to, canonical: true }, payload, onBody);
  return toHandOver(outcome);
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
