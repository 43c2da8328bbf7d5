import { inAnyOrder } from '../in-any-order';
import type { HandOver, OutboundMessage, Provider } from '../provider';
import { SmtpPool, type Asking, type SmtpPoolOptions } from './pool';
import type { SmtpOutcome } from './types';

/** Sends composed e-mail (canonical bytes) through one SMTP server. */
export function smtpProvider(options: SmtpPoolOptions, name = 'smtp'): Provider {
  const pool = new SmtpPool(options);
  return {
    name,
    channel: 'email',
    width: options.size ?? 5,
    send: (batch, hooks) =>
      inAnyOrder(batch.length, hooks, (settle) => {
        for (const [index, message] of batch.entries()) {
          const asking: Asking = {
            onBody: () => hooks?.handingOver(index),
            seal: hooks?.seal,
            isWanted: () => hooks?.wanted?.(index) ?? true,
          };
          handOver(pool, message, asking, (outcome) => settle(index, outcome));
        }
      }),
    close: () => pool.close(),
  };
}

function handOver(
  pool: SmtpPool,
  { from, to, payload }: OutboundMessage,
  asking: Asking,
  onAnswer: (outcome: HandOver) => void,
): void {
  const canonical = typeof payload !== 'string';
  const raw = canonical ? payload : Buffer.from(payload);
  pool.submit({ from, to, canonical }, raw, (outcome) => onAnswer(toHandOver(outcome)), asking);
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
