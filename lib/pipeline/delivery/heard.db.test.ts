import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { heardOf, openLane } from '@/lib/pipeline';
import { withSystem } from '@/lib/platform/db/system';
import { withTenant } from '@/lib/platform/db/tenant';
import { DomainError } from '@/lib/platform/errors';
import type { HandOver } from '@/lib/sending';
import { unaskedCode } from '@/lib/sending/vocabulary';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { noteHeard } from './heard';
import { notComposed } from './make';
import { resultOf, type Result } from './result';

const database = await testDatabase();
const accepted: HandOver = { state: 'accepted', response: '250 ok' };
const silent: HandOver = { state: 'unsent', reason: 'the server did not answer within 20 s', heard: 'silence' };
const putOff = (code: string, response: string): HandOver => ({
  ...{ state: 'refused', transient: true, kind: 'other', code, response },
});
const inDoubt: HandOver = { state: 'unknown', reason: 'late', heard: 'silence' };

/** A campaign's lane; its instants are milliseconds from that of its beginning. */
async function lane() {
  const { ctx, slug, clock } = await testTenant(database);
  const start = clock.now().getTime();
  const lane = { tenant: slug, id: randomUUID(), kind: 'campaign', channel: 'email' } as const;
  await withSystem(database.services, (sql) => openLane(sql, { ...lane, priority: 5 }));
  const note = (at: number, results: readonly Result[]) =>
    withSystem(database.services, (sql) => noteHeard(sql, lane, results, new Date(start + at)));
  /** Messages given at one instant, and what came of each at another. */
  const heard = (at: number, outcomes: readonly HandOver[], givenAt = at) => {
    const now = new Date(start + at);
    const results = outcomes.map((outcome) => {
      const message = { id: randomUUID(), contactId: randomUUID(), attempts: 1, due: now.toISOString() };
      return resultOf(message, outcome, now, 0, start + givenAt);
    });
    return note(at, results);
  };
  const refused = async () => {
    const [row] = await database.owner.tags<{ refusal: string | null }[]>`
      select refusal from pipeline_lanes where tenant_id = ${slug} and id = ${lane.id}`;
    return row?.refusal ?? null;
  };
  const told = async () => {
    const { answeredAt, silentSince } = await withTenant(ctx, (tx) => heardOf(tx, lane));
    return { answered: answeredAt - start, silent: silentSince === null ? null : silentSince - start };
  };
  return { heard, note, told, refused };
}

describe('what a lane keeps of its server', () => {
  it('is an answer at most once a second', async () => {
    const { heard, told } = await lane();
    await heard(0, [accepted]);
    await heard(900, [accepted]);
    expect(await told()).toEqual({ answered: 0, silent: null });
    await heard(1001, [accepted]);
    expect(await told()).toEqual({ answered: 1001, silent: null });
  });

  it('is the answer that ends a silence at once, however soon it comes after the last one', async () => {
    const { heard, told } = await lane();
    await heard(0, [accepted]);
    await heard(400, [silent], 100);
    expect(await told()).toEqual({ answered: 0, silent: 100 });
    await heard(500, [accepted]);
    expect(await told()).toEqual({ answered: 500, silent: null });
  });

  it('is a silence that began with the last answer, where the message was given before that', async () => {
    const { heard, told } = await lane();
    await heard(-2000, [accepted]);
    await heard(0, [silent], -5000);
    expect(await told()).toEqual({ answered: -2000, silent: -2000 });
  });

  it('is a new silence after an answer that came since the last one', async () => {
    const { heard, told } = await lane();
    await heard(0, [silent], -1000);
    await heard(2000, [accepted]);
    await heard(9000, [silent], 5000);
    expect(await told()).toEqual({ answered: 2000, silent: 5000 });
  });

  it('is no silence that left only messages in doubt, for which nothing waits', async () => {
    const { heard, told } = await lane();
    await heard(0, [accepted]);
    await heard(9000, [inDoubt], 5000);
    expect(await told()).toEqual({ answered: 0, silent: null });
    await heard(9000, [inDoubt, silent], 6000);
    expect(await told()).toEqual({ answered: 0, silent: 6000 });
  });
});

describe('what a lane keeps of a server that takes nothing', () => {
  const down = putOff('4.3.0', '451 4.3.0 Try again later');
  const full = putOff('4.2.2', '452 4.2.2 Mailbox full');
  const grey = putOff('4.7.1', '451 4.7.1 Greylisted, please try again in 5 minutes');

  it('is what it puts all off with, until it takes any', async () => {
    const { heard, refused } = await lane();
    await heard(0, [down, full]);
    expect(await refused()).toBe('451 4.3.0 Try again later');
    await heard(2000, [down, accepted]);
    expect(await refused()).toBeNull();
  });

  it('is also what a provider rests for, which is no answer to this lane, and goes when it takes any', async () => {
    const { heard, refused, told } = await lane();
    const signIn = { response: '535 5.7.8 no', transient: true, kind: 'auth' } as const;
    await heard(0, [{ state: 'unsent', reason: 'It rests.', refusal: signIn }]);
    expect(await refused()).toBe('Sign-in refused: 535 5.7.8 no');
    expect((await told()).answered).toBeLessThan(0);
    await heard(2000, [accepted]);
    expect(await refused()).toBeNull();
    await heard(4000, [{ state: 'unsent', reason: 'No provider is set up.' }]);
    expect(await refused()).toBeNull();
  });

  it('is nothing that no server said: a template that took too long, and settings that allow no request, however it is met', async () => {
    const { heard, note, refused } = await lane();
    const message = 'The template took more than a second.';
    const slow = new DomainError({ code: 'invalid', message, cause: new Error('template render limit exceeded') });
    const of = { sourceId: randomUUID(), templateVersionId: null, variant: null, address: '' };
    const claimed = { ...of, id: randomUUID(), contactId: randomUUID(), attempts: 1, due: '' };
    const composed = notComposed(claimed, slow, new Date(), 0);
    expect(composed.status).toBe('deferred');
    await note(0, [composed]);
    expect(await refused()).toBeNull();
    const unasked = { response: 'The region is wrong.', transient: true, kind: 'auth', code: unaskedCode } as const;
    await heard(0, [{ state: 'refused', ...unasked, isUnasked: true }]);
    await heard(0, [{ state: 'unsent', reason: 'It rests.', refusal: { ...unasked, isUnasked: true } }]);
    expect(await refused()).toBeNull();
    const slowDown = { response: '429 slow', transient: true, kind: 'throttle', code: '429' } as const;
    await heard(0, [{ state: 'unsent', reason: 'It rests.', refusal: slowDown }]);
    expect(await refused()).toBe('429 slow');
  });

  it('is nothing that is said of one recipient: the last of a campaign may wait for full mailboxes alone', async () => {
    const { heard, refused } = await lane();
    await heard(0, [accepted]);
    await heard(2000, [full, grey, putOff('450', '450 busy')]);
    expect(await refused()).toBeNull();
    await heard(4000, [down]);
    await heard(6000, [full]);
    expect(await refused()).toBe('451 4.3.0 Try again later');
  });
});
