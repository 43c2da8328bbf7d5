import { expect, it } from 'vitest';
import { invalid } from '@/lib/platform/errors';
import { outcomesOf } from '../outcomes';
import { heardIn } from '../provider';
import type { HttpAdapter } from './adapter';
import { httpProvider } from './provider';

const message = { tenant: 't', messageId: 'm', from: '', to: 'x', payload: 'x' };

async function outcome(request: HttpAdapter['request']) {
  const read = () => ({ state: 'accepted', response: '200' }) as const;
  const provider = httpProvider({ channel: 'webhook', request, read }, 'One');
  const [told] = await outcomesOf(provider, [message]);
  await provider.close();
  return told;
}

it('a message that cannot be put in a provider’s words is refused, and tells nothing of the provider', async () => {
  const told = await outcome(() => {
    throw invalid('It has no text.');
  });
  expect(told).toMatchObject({ state: 'refused', transient: false, response: 'It has no text.', isBlameless: true });
  expect(heardIn(told)).toBeNull();
});

it('a request that cannot be made of a provider’s settings counts against the provider, and is no answer of its server', async () => {
  const told = await outcome(() => ({ url: 'not an address', headers: {}, body: '' }));
  expect(told).toMatchObject({ state: 'refused', transient: true, kind: 'auth' });
  expect(told).not.toHaveProperty('isBlameless');
  expect(heardIn(told)).toBeNull();
});
