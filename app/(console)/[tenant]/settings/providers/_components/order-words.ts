import type { SendingProvider } from '@/lib/sending/schema';

type Provider = Pick<SendingProvider, 'name' | 'enabled' | 'kind'>;

/** Which of a channel's providers takes its messages; null: there is no choice. */
export function orderWords(all: readonly Provider[]): string | null {
  const on = all.filter(({ enabled }) => enabled);
  if (on.length < 2) return null;
  const sandbox = on.find(({ kind }) => kind === 'sandbox');
  return sandbox
    ? `While it is on, ${sandbox.name} takes each message; the others are not asked.`
    : 'The first that works takes each message.';
}
