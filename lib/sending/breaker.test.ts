import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker';

const fail = (breaker: Breaker, times: number, now: number) => {
  for (let i = 0; i < times; i++) breaker.failed(now);
};

describe('a provider that fails', () => {
  it('goes on through four failures in a row, and rests after five', () => {
    const breaker = new Breaker();
    fail(breaker, 4, 0);
    expect(breaker.admits(50, 0)).toBe(50);
    breaker.worked();
    fail(breaker, 4, 0);
    expect(breaker.admits(50, 0)).toBe(50);
    breaker.failed(0);
    expect(breaker.admits(50, 0)).toBe(0);
    expect(breaker.waitSeconds(0)).toBe(30);
  });

  it('is tried with one message after its rest, and takes all again when that worked', () => {
    const breaker = new Breaker();
    fail(breaker, 50, 0);
    expect(breaker.admits(50, 29_999)).toBe(0);
    expect(breaker.admits(50, 30_000)).toBe(1);
    expect(breaker.admits(50, 30_000)).toBe(0);
    expect(breaker.waitSeconds(30_000)).toBe(5);
    breaker.worked();
    expect(breaker.admits(50, 30_000)).toBe(50);
  });

  it('rests twice as long after each try in vain, up to a quarter of an hour', () => {
    const breaker = new Breaker();
    fail(breaker, 5, 0);
    let now = 0;
    const rests: number[] = [];
    for (let i = 0; i < 7; i++) {
      now += breaker.waitSeconds(now) * 1000;
      expect(breaker.admits(9, now)).toBe(1);
      breaker.failed(now);
      rests.push(breaker.waitSeconds(now));
    }
    expect(rests).toEqual([60, 120, 240, 480, 900, 900, 900]);
  });

  it('rests where another process saw it rest, is tried by one message then, and rests twice as long in vain', () => {
    const breaker = new Breaker();
    breaker.learn(30_000, 0);
    breaker.learn(30_000, 10_000);
    expect(breaker.admits(50, 29_999)).toBe(0);
    expect(breaker.admits(50, 30_000)).toBe(1);
    breaker.failed(30_000);
    expect(breaker.restsUntil).toBe(90_000);
    breaker.learn(60_000, 40_000);
    expect(breaker.restsUntil).toBe(90_000);
    expect(breaker.admits(50, 90_000)).toBe(1);
    breaker.worked();
    breaker.learn(90_000, 90_001);
    expect(breaker.admits(50, 90_001)).toBe(50);
  });

  it('is left alone for as long as it asked, and a try that never came back does not close it for ever', () => {
    const breaker = new Breaker();
    breaker.rest(90, 0);
    expect([breaker.admits(1, 89_999), breaker.admits(2, 90_000)]).toEqual([0, 2]);
    fail(breaker, 5, 100_000);
    expect(breaker.admits(1, 130_000)).toBe(1);
    expect(breaker.admits(1, 190_000)).toBe(1);
  });
});
