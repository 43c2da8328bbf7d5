import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtIn, rulesFor, type Asking, type SendingRule } from '@/lib/compliance';
import { decide, type GateFacts } from './gate';
import { gateRules, suppressionReasons, type GateSource } from './vocabulary';

const at = '2026-03-01T10:00:00.000Z';
/** A Wednesday afternoon. */
const now = new Date('2026-06-10T14:00:00Z');
const open: GateFacts = {
  ...{ contactStatus: 'active', address: 'a@example.org', country: null, timeZone: null, doNotContact: null },
  consent: { granted: true, source: 'form', at, confirmedAt: null },
  ...{ suppression: null, pressure: [], capacity: null },
};
const mailing: Asking = { source: 'campaign', channel: 'email', purpose: 'marketing' };
const answer: Asking = { source: 'inbox', channel: 'email', purpose: 'service' };
const test: Asking = { source: 'test', channel: 'email', purpose: 'marketing' };

const said = (granted: boolean, isNewer: boolean) => ({ granted, source: 'form', at, confirmedAt: null, isNewer });
const about = (granted: boolean | null, topic: ReturnType<typeof said> | null): GateFacts => ({
  ...{ ...open, consent: granted === null ? null : { granted, source: 'form', at, confirmedAt: null } },
  topic: { name: 'Events', said: topic },
});

const own = (rule: SendingRule['rule'], condition: SendingRule['condition'] = {}): SendingRule => ({
  ...{ id: `own-${rule.type}`, name: `Our ${rule.type}`, builtIn: false, condition, rule },
  ...{ effectiveFrom: '2026-01-01T00:00:00.000Z', effectiveTo: null },
});
const night = own({ type: 'quiet_hours', action: { from: '21:00', to: '08:00' } });
const cap = (over: 'defer' | 'skip') => own({ type: 'frequency_cap', action: { messages: 2, days: 7, over } });
const confirm = own({ type: 'double_opt_in', action: { sources: ['form'] } });
const capacity = own({ type: 'capacity', action: { messages: 100, seconds: 3600, per: 'organisation' } });

const rules = (asking: Asking, mine: readonly SendingRule[] = [], country = 'DE', on = now) =>
  rulesFor({ country, timeZone: 'Europe/Berlin', rules: [...builtIn, ...mine] }, asking, on);
const hoursAgo = (...hours: number[]) =>
  hours.map((h) => ({ channel: 'email' as const, at: new Date(now.getTime() - h * 3_600_000).toISOString() }));

describe('the gate', () => {
  it('says when and how something was said as one says it, on the clock of the organisation', () => {
    const factsOf = (facts: GateFacts) => decide(facts, rules(mailing), now).steps.map(({ fact }) => fact);
    const late = '2026-03-01T23:30:00.000Z';
    const held = { granted: true, source: 'import', at: late, confirmedAt: null };
    expect(factsOf({ ...open, consent: held })).toContain('Consent for marketing since 2 Mar 2026, by an import.');
    expect(factsOf({ ...open, suppression: { reason: 'bounce', at } }).join(' ')).toContain(
      'The address is suppressed since 1 Mar 2026: a message to it bounced.',
    );
  });

  it.each([
    ['sends to who agreed', open, mailing, [], 'send', 'passed'],
    ['skips who was never asked', { ...open, consent: null }, mailing, [], 'skip', 'no_consent'],
    [
      'skips who took consent back',
      { ...open, consent: { ...open.consent!, granted: false, source: 'one_click' } },
      ...([mailing, [], 'skip', 'consent_withdrawn'] as const),
    ],
    [
      'skips a bounced address even for an answer',
      { ...open, suppression: { reason: 'bounce', at } },
      ...([answer, [], 'skip', 'suppressed_bounce'] as const),
    ],
    [
      'answers a person who unsubscribed from mailings, at night and over every cap',
      { ...open, consent: null, suppression: { reason: 'unsubscribe', at }, pressure: hoursAgo(1, 2, 3) },
      ...([answer, [night, cap('skip'), capacity], 'send', 'passed'] as const),
    ],
    [
      'does not answer who asked not to be contacted',
      { ...open, doNotContact: { source: 'manual', at } },
      ...([answer, [], 'skip', 'do_not_contact'] as const),
    ],
    ['skips who left the topic', about(true, said(false, true)), mailing, [], 'skip', 'topic_withdrawn'],
    [
      'remembers that a topic was left before all was agreed to',
      about(true, said(false, false)),
      mailing,
      [],
      'skip',
      'topic_withdrawn',
    ],
    ['sends on a topic that was taken alone', about(false, said(true, true)), mailing, [], 'send', 'passed'],
    [
      'skips who left all after they took a topic',
      about(false, said(true, false)),
      mailing,
      [],
      'skip',
      'consent_withdrawn',
    ],
    ['skips who left all and then the topic', about(false, said(false, true)), mailing, [], 'skip', 'topic_withdrawn'],
    [
      'sends on a topic alone to who was never asked of all',
      about(null, said(true, true)),
      mailing,
      [],
      'send',
      'passed',
    ],
    ['asks nothing of a topic of which nothing was said', about(true, null), mailing, [], 'send', 'passed'],
    ['skips the archived', { ...open, contactStatus: 'archived' }, mailing, [], 'skip', 'archived'],
    ['skips who has no address', { ...open, address: null }, answer, [], 'skip', 'no_address'],
    ['wants a confirmation where one is asked for', open, mailing, [confirm], 'skip', 'not_confirmed'],
    [
      'takes a confirmation',
      { ...open, consent: { ...open.consent!, confirmedAt: at } },
      ...([mailing, [confirm], 'send', 'passed'] as const),
    ],
    [
      'asks no confirmation of a consent that came another way',
      { ...open, consent: { ...open.consent!, source: 'import' } },
      ...([mailing, [confirm], 'send', 'passed'] as const),
    ],
    [
      'skips over a cap that leaves out',
      { ...open, pressure: hoursAgo(1, 50) },
      ...([mailing, [cap('skip')], 'skip', 'frequency_cap'] as const),
    ],
    [
      'does not count what a cap has forgotten',
      { ...open, pressure: hoursAgo(1, 169) },
      mailing,
      [cap('skip')],
      'send',
      'passed',
    ],
    [
      'lets wait what another message on its way may make too much, whatever the cap would do',
      { ...open, pressure: [...hoursAgo(1), { channel: 'email', at: null }] },
      ...([mailing, [cap('skip')], 'defer', 'on_its_way'] as const),
    ],
    [
      'tests a message at a member of whom nothing is known, at night and over every cap',
      { ...open, consent: null, pressure: hoursAgo(1, 2, 3), country: 'DE' },
      ...([test, [night, cap('skip'), confirm], 'send', 'passed'] as const),
    ],
    [
      'tests no message at a suppressed address, unsubscribed ones included',
      { ...open, suppression: { reason: 'unsubscribe', at } },
      ...([test, [], 'skip', 'suppressed_unsubscribe'] as const),
    ],
    [
      'keeps a test for which there is no room',
      { ...open, capacity: { name: 'Our capacity', freesAt: '2026-06-10T15:00:00.000Z' } },
      ...([test, [capacity], 'defer', 'capacity'] as const),
    ],
    [
      'waits for room where the capacity is used up',
      { ...open, capacity: { name: 'Our capacity', freesAt: '2026-06-10T15:00:00.000Z' } },
      ...([mailing, [capacity], 'defer', 'capacity'] as const),
    ],
  ] as const)('%s', (_, facts, asking, mine, decision, reason) => {
    expect(decide(facts as GateFacts, rules(asking, mine), now)).toMatchObject({ decision, reason });
  });

  it('waits for the end of quiet hours on the clock of the contact, or of the organisation', () => {
    const late = new Date('2026-06-10T20:00:00Z');
    const until = (timeZone: string | null) => {
      const verdict = decide({ ...open, timeZone }, rules(mailing, [night]), late);
      return verdict.decision === 'defer' ? verdict.until.toISOString() : verdict.reason;
    };
    expect([until(null), until('America/New_York'), until('Asia/Tokyo'), until('Mars/Olympus')]).toEqual([
      '2026-06-11T06:00:00.000Z',
      'passed',
      '2026-06-10T23:00:00.000Z',
      '2026-06-11T06:00:00.000Z',
    ]);
  });

  it('takes the clock of their country where it has one, and says where it is known from', () => {
    const late = new Date('2026-06-10T20:00:00Z');
    const fact = (timeZone: string | null, country: string | null) =>
      decide({ ...open, timeZone, country }, rules(mailing, [night]), late).steps.find(
        ({ rule }) => rule === 'quiet_hours',
      )?.fact;
    expect(fact('Asia/Tokyo', 'GB')).toMatch(/^It is 05:00 for them \(Asia\/Tokyo\): /);
    expect(fact(null, 'IN')).toMatch(/^It is 01:30 for them \(Asia\/Kolkata, the time zone of their country\): /);
    expect(fact(null, 'BR')).toMatch(
      /^It is 22:00 for them \(Europe\/Berlin, the organisation’s time zone, since theirs is not known\): /,
    );
    expect(decide({ ...open, country: 'JP' }, rules(mailing, [night]), late)).toMatchObject({
      until: new Date('2026-06-10T23:00:00.000Z'),
    });
    expect(fact(null, 'ZA')).toMatch(/^It is 22:00 for them \(Africa\/Johannesburg, the time zone of their country\)/);
  });

  it('waits until the oldest message under a cap leaves its window', () => {
    expect(decide({ ...open, pressure: hoursAgo(10, 1, 30) }, rules(mailing, [cap('defer')]), now)).toMatchObject({
      ...{ decision: 'defer', reason: 'frequency_cap', until: new Date(now.getTime() + (7 * 24 - 10) * 3_600_000) },
    });
  });

  it('knows the law by country, channel and day', () => {
    const never = { ...open, consent: null };
    const loose = own({ type: 'consent', action: { basis: 'unless_withdrawn' } });
    const ask = (country: string, channel: 'email' | 'sms' = 'email', on = now) =>
      decide({ ...never, country }, rules({ ...mailing, channel }, [loose], 'DE', on), on).reason;
    expect([ask('US'), ask('DE'), ask('GB'), ask('US', 'sms')]).toEqual([
      ...['passed', 'legal_consent', 'legal_consent', 'legal_consent'],
    ]);
    const agreed = rules({ ...mailing, channel: 'sms' });
    const inNewYork = { ...open, country: 'US', timeZone: 'America/New_York' };
    expect(decide(inNewYork, agreed, new Date('2026-06-10T11:30:00Z'))).toMatchObject({
      ...{ reason: 'legal_hours', until: new Date('2026-06-10T12:00:00Z') },
    });
    const old = own({ type: 'legal_profile', action: { law: 'Our own', consentMaxDays: 30 } });
    expect(decide(open, rules(mailing, [old]), now).reason).toBe('consent_expired');
    const ended = { ...old, effectiveTo: '2026-06-01T00:00:00.000Z' };
    const toCome = { ...old, effectiveFrom: '2026-07-01T00:00:00.000Z' };
    expect(decide(open, rules(mailing, [ended, toCome]), now).reason).toBe('passed');
  });

  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
  const anyFacts: fc.Arbitrary<GateFacts> = fc.record({
    contactStatus: fc.constantFrom('active', 'archived'),
    address: maybe(fc.constant('a@example.org')),
    country: fc.constantFrom(null, 'DE', 'US', 'BR'),
    timeZone: fc.constantFrom(null, 'America/New_York', 'Asia/Kolkata', 'nowhere'),
    doNotContact: maybe(fc.constant({ source: 'manual', at })),
    consent: maybe(
      fc.record({
        granted: fc.boolean(),
        source: fc.constantFrom('form', 'import'),
        at: fc.constant(at),
        confirmedAt: maybe(fc.constant(at)),
      }),
    ),
    topic: maybe(
      fc.record({
        name: fc.constant('Events'),
        said: maybe(
          fc.record({
            ...{ granted: fc.boolean(), source: fc.constantFrom('form', 'preference_page'), at: fc.constant(at) },
            ...{ confirmedAt: maybe(fc.constant(at)), isNewer: fc.boolean() },
          }),
        ),
      }),
    ),
    suppression: maybe(fc.record({ reason: fc.constantFrom(...suppressionReasons), at: fc.constant(at) })),
    pressure: fc.array(
      fc.integer({ min: 0, max: 400 }).map((h) => (h < 20 ? { channel: 'email' as const, at: null } : hoursAgo(h)[0]!)),
      { maxLength: 5 },
    ),
    capacity: maybe(fc.constant({ name: 'c', freesAt: '2026-06-20T00:00:00.000Z' })),
    window: fc.record({ lastAt: maybe(fc.constant(at)), isFree: fc.constantFrom(true, false, null) }),
  });
  const anyRules = fc.subarray([night, cap('defer'), { ...cap('skip'), id: 'x' }, confirm, capacity]);
  const anyAsking = fc.record({
    source: fc.constantFrom<GateSource[]>('campaign', 'inbox', 'sequence', 'test'),
    channel: fc.constantFrom('email' as const, 'sms' as const, 'whatsapp' as const),
    purpose: fc.constantFrom('marketing', 'service'),
  });
  const anyTime = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });

  it('never sends a mailing without a consent that holds, to a suppressed address, or to who asked to be left alone', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyTime, (facts, mine, time) => {
        if (decide(facts, rules(mailing, mine, 'DE', time), time).decision !== 'send') return;
        expect(facts).toMatchObject({ contactStatus: 'active', doNotContact: null, suppression: null });
        expect(facts.address).toBe('a@example.org');
        // Consent to mailings, and the topic was not left; or consent to the topic alone, after the rest was left or never asked for.
        const said = facts.topic?.said;
        const alone = said?.granted === true && (facts.consent === null || said.isNewer);
        expect(facts.consent?.granted === true ? said?.granted !== false : alone).toBe(true);
      }),
      { numRuns: 10000 },
    );
  });

  it('never sends a test to a suppressed address, to who asked to be left alone, or past a full capacity', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyTime, (facts, mine, time) => {
        const { decision, rule } = decide(facts, rules(test, mine, 'DE', time), time);
        const open = { contactStatus: 'active', doNotContact: null, suppression: null, capacity: null };
        if (decision === 'send') expect(facts).toMatchObject({ ...open, address: 'a@example.org' });
        // Nothing else stops it: it is no mailing.
        else expect(['contact', 'do_not_contact', 'suppression', 'capacity']).toContain(rule);
      }),
      { numRuns: 10000 },
    );
  });

  it('asks of a topic nothing that it does not ask without one, but whether it was left', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyTime, (facts, mine, time) => {
        const ask = (one: GateFacts) => decide(one, rules(mailing, mine, 'DE', time), time);
        const whole = ask({ ...facts, topic: null });
        const kept = ask({ ...facts, topic: { name: 'Events', said: null } });
        expect([kept.decision, kept.reason]).toEqual([whole.decision, whole.reason]);
        const left = ask({
          ...{ ...facts, consent: { granted: true, source: 'form', at, confirmedAt: at } },
          topic: { name: 'Events', said: { granted: false, source: 'form', at, confirmedAt: null, isNewer: true } },
        });
        expect(left.decision).toBe('skip');
        if (left.rule === 'consent') expect(left.reason).toBe('topic_withdrawn');
        const told = left.steps.find((step) => step.rule === 'consent');
        if (told?.result === 'stops') expect(told.fact).toContain('"Events"');
      }),
    );
  });

  it('is asked in one order, tells every step once, and asks nothing after the rule that stops', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyAsking, anyTime, (facts, mine, asking, time) => {
        const verdict = decide(facts, rules(asking, mine, 'DE', time), time);
        const { steps } = verdict;
        const asked = gateRules.filter((rule) => rule !== 'window' || asking.channel === 'whatsapp');
        expect(steps.map((s) => s.rule)).toEqual(asked);
        const stop = steps.findIndex((s) => s.result === 'stops' || s.result === 'defers');
        const said = stop < 0 ? 'send' : steps[stop]?.result === 'stops' ? 'skip' : 'defer';
        expect([verdict.decision, verdict.rule]).toEqual([said, steps[stop]?.rule ?? 'passed']);
        steps.forEach((step, i) => {
          if (stop < 0 || i < stop) expect(['passed', 'waived']).toContain(step.result);
          if (stop >= 0 && i > stop) expect(step.result).toBe('not_asked');
          expect(step.fact === '').toBe(step.result === 'not_asked');
        });
      }),
    );
  });

  it('lets wait only until a time that lies ahead, when what held it no longer does', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyAsking, anyTime, (facts, mine, asking, time) => {
        const verdict = decide({ ...facts, capacity: null }, rules(asking, mine, 'DE', time), time);
        if (verdict.decision !== 'defer') return;
        expect(verdict.until.getTime()).toBeGreaterThan(time.getTime());
        const then = decide(
          { ...facts, capacity: null, pressure: facts.pressure.filter((p) => p.at) },
          ...([rules(asking, mine, 'DE', verdict.until), verdict.until] as const),
        );
        if (then.decision === 'defer') expect(then.rule).not.toBe(verdict.rule);
      }),
    );
  });

  it('lifts for a source only what a rule of its own lifts', () => {
    fc.assert(
      fc.property(anyFacts, anyRules, anyTime, (facts, mine, time) => {
        const steps = decide(facts, rules(mailing, mine, 'DE', time), time).steps;
        expect(steps.filter((s) => s.result === 'waived')).toEqual([]);
      }),
    );
  });
});

describe('WhatsApp', () => {
  const chat: Asking = { source: 'campaign', channel: 'whatsapp', purpose: 'marketing' };
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  it.each([
    ['takes free text from who wrote within 24 hours', before(23.9), true, 'passed'],
    ['takes no free text a day after', before(24), true, 'window_closed'],
    ['takes no free text for who never wrote', null, true, 'window_closed'],
    ['takes what it approved at any time', null, false, 'passed'],
    ['decides when the message is known', null, null, 'passed'],
  ])('%s', (_, lastAt, isFree, reason) => {
    const verdict = decide({ ...open, window: { lastAt, isFree } }, rules(chat), now);
    expect(verdict.reason).toBe(reason);
    const step = verdict.steps.find(({ rule }) => rule === 'window');
    expect(step?.result).toBe(reason === 'passed' ? 'passed' : 'stops');
  });

  it('alone is asked for it, and whoever may not be written to is told that first', () => {
    const facts: GateFacts = { ...open, window: { lastAt: null, isFree: true } };
    expect(decide(facts, rules({ ...chat, channel: 'sms' }), now).reason).toBe('passed');
    expect(decide({ ...facts, consent: null }, rules(chat), now).reason).toBe('no_consent');
  });
});
