import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { fixedClock } from '../clock';
import type { PresencePort } from './port';

/** The guarantees that every adapter of presence gives. */
export function presenceContract(make: () => { presence: PresencePort; clock: ReturnType<typeof fixedClock> }): void {
  const names = () => ({ tenant: `t-${randomUUID().slice(0, 8)}`, topic: `thread:${randomUUID()}` });
  const [ann, bob] = [
    { id: 'u1', name: 'Ann', tab: 'a' },
    { id: 'u2', name: 'Bob', tab: 'a' },
  ];
  const seen = (name: 'Ann' | 'Bob', activity: 'looking' | 'answering' = 'looking') => ({
    id: name === 'Ann' ? 'u1' : 'u2',
    name,
    activity,
  });

  it('lists who looks at a topic, once each, by name', async () => {
    const { presence } = make();
    const { tenant, topic } = names();
    for (const viewer of [bob, ann, bob, { ...ann, tab: 'b' }]) await presence.touch(tenant, topic, viewer, 'looking');
    expect(await presence.list(tenant, topic)).toEqual([seen('Ann'), seen('Bob')]);
    expect(await presence.list(tenant, 'thread:other')).toEqual([]);
    expect(await presence.list('another-tenant', topic)).toEqual([]);
  });

  it('says who is answering, until the page that does says otherwise', async () => {
    const { presence } = make();
    const { tenant, topic } = names();
    await presence.touch(tenant, topic, ann, 'answering');
    await presence.touch(tenant, topic, { ...ann, tab: 'b' }, 'looking');
    expect(await presence.list(tenant, topic)).toEqual([seen('Ann', 'answering')]);
    await presence.touch(tenant, topic, ann, 'looking');
    expect(await presence.list(tenant, topic)).toEqual([seen('Ann')]);
  });

  it('forgets who left, page by page, and who was silent for 30 seconds', async () => {
    const { presence, clock } = make();
    const { tenant, topic } = names();
    await presence.touch(tenant, topic, ann, 'answering');
    clock.advance(20_000);
    for (const tab of ['a', 'b']) await presence.touch(tenant, topic, { ...bob, tab }, 'looking');
    clock.advance(10_000);
    expect(await presence.list(tenant, topic)).toEqual([seen('Bob')]);
    expect(await presence.leave(tenant, topic, bob)).toBe(true);
    expect(await presence.leave(tenant, topic, bob)).toBe(false);
    expect(await presence.list(tenant, topic)).toEqual([seen('Bob')]);
    await presence.leave(tenant, topic, { ...bob, tab: 'b' });
    expect(await presence.list(tenant, topic)).toEqual([]);
  });

  it('tells news from a heartbeat', async () => {
    const { presence, clock } = make();
    const { tenant, topic } = names();
    expect(await presence.touch(tenant, topic, ann, 'looking')).toBe(true);
    expect(await presence.touch(tenant, topic, ann, 'looking')).toBe(false);
    expect(await presence.touch(tenant, topic, ann, 'answering')).toBe(true);
    clock.advance(31_000);
    expect(await presence.touch(tenant, topic, ann, 'answering')).toBe(true);
  });
}
