import { describe, expect, it } from 'vitest';
import { together } from './browsers';
import type { HandOver } from './provider';

const accepted: HandOver = { state: 'accepted', response: '201 taken' };
const gone: HandOver = { state: 'refused', response: '410', transient: false, kind: 'mailbox' };
const busy: HandOver = { state: 'refused', response: '503', transient: true, kind: 'other' };
const unsent: HandOver = { state: 'unsent', reason: 'not reached' };
const unknown: HandOver = { state: 'unknown', reason: 'no answer' };

describe('one message to several browsers', () => {
  it.each<[string, HandOver[], HandOver['state'], boolean?]>([
    ['is taken when any took it', [gone, unknown, busy, accepted], 'accepted'],
    ['is in doubt when none took it and one may have', [gone, busy, unknown, unsent], 'unknown'],
    ['is tried again when a later try may reach one', [gone, busy], 'refused', true],
    ['waits, and no try counts, when a service of theirs rests', [gone, busy, unsent], 'unsent'],
    ['was not handed over when none that is left was reached', [gone, unsent], 'unsent'],
    ['fails when all are gone', [gone, gone], 'refused', false],
    ['passes on to another provider when this one can write to none', [], 'unsent'],
  ])('%s', (_, outcomes, state, transient) => {
    expect(together(outcomes)).toMatchObject({ state, ...(transient === undefined ? {} : { transient }) });
  });
});
