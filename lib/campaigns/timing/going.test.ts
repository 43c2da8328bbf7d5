import { describe, expect, it } from 'vitest';
import type { Verdict } from '@/lib/pipeline';
import { Going } from './going';

const hour = 3_600_000;
const now = Date.parse('2026-11-23T21:00:00Z');
const send: Verdict = { rule: 'passed', steps: [], decision: 'send', reason: 'passed' };
const defer = (reason: 'quiet_hours' | 'frequency_cap', until: number): Verdict => ({
  ...{ rule: reason, steps: [], decision: 'defer', reason, until: new Date(until) },
});
const of = (timeZone: string | null, country: string | null = null) => ({ address: 'a@x.example', timeZone, country });

describe('when each may go', () => {
  it('is now, or when what they wait for is over; the last one tells what is waited for', () => {
    const going = new Going(now, false, 'UTC');
    going.add(of('Asia/Tokyo'), send);
    going.add(of(null), defer('quiet_hours', now + 10 * hour));
    going.add(of(null), defer('frequency_cap', now + 2 * hour - 1));
    const { waves, held } = going.end();
    expect(waves.by(() => '').get('')).toEqual([...[0, 2, 10].map((hours) => ({ at: now + hours * hour, people: 1 }))]);
    expect(held).toEqual({ by: 'waiting', reason: 'quiet_hours' });
  });

  it('by local time is when their clocks show the hour, from the first of them on; the hour of now closes nothing', () => {
    const going = new Going(now, true, 'Europe/Berlin');
    going.add(of(null, 'JP'), send);
    going.add(of('America/New_York'), defer('quiet_hours', now + 10 * hour));
    going.add(of('nowhere'), send);
    const { waves, held } = going.end();
    expect(waves.by(() => '').get('')).toEqual([...[0, 8, 14].map((hours) => ({ at: now + hours * hour, people: 1 }))]);
    expect(held).toEqual({ by: 'local', reason: null });
  });

  it('is the same for all where their clocks agree: nothing is waited for', () => {
    const going = new Going(now, true, 'UTC');
    going.add(of(null), send);
    going.add(of('Europe/London'), send);
    expect(going.end()).toMatchObject({ held: null });
    expect(new Going(now, true, 'UTC').end()).toMatchObject({ held: null });
  });
});
