import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { fixedClock } from '../clock';
import type { PresencePort } from './port';

/** The guarantees that every adapter of presence gives. */
export function presenceContract(make: () => { presence: PresencePort; clock: ReturnType<typeof fixedClock> }): void {
  const names = () => ({ tenant: `t-${randomUUID().slice(0, 8)}`, topic: `thread:${randomUUID()}` });
  const [ann, bob] = [
    { id: 'u1', name: 'Ann' },
    { id: 'u2', name: 'Bob' },
  ];

  it('lists who looks at a topic, once each, by name', async () => {
    const { presence } = make();
    const { tenant, topic } = names();
    for (const user of [bob, ann, bob]) await presence.touch(tenant, topic, user);
    expect(await presence.list(tenant, topic)).toEqual([ann, bob]);
    expect(await presence.list(tenant, 'thread:other')).toEqual([]);
    expect(await presence.list('another-tenant', topic)).toEqual([]);
  });

  it('forgets who left, and who was silent for 30 seconds', async () => {
    const { presence, clock } = make();
    const { tenant, topic } = names();
    await presence.touch(tenant, topic, ann);
    clock.advance(20_000);
    await presence.touch(tenant, topic, bob);
    clock.advance(10_000);
    expect(await presence.list(tenant, topic)).toEqual([bob]);
    await presence.leave(tenant, topic, bob.id);
    expect(await presence.list(tenant, topic)).toEqual([]);
  });
}
