import { describe, expect, it } from 'vitest';
import { Rest } from './rest';

const long = 60_000;
/** Whether it has ended by the next turn of the event loop. */
const endsAtOnce = async (pause: Promise<void>): Promise<boolean> => {
  let ended = false;
  void pause.then(() => (ended = true));
  await new Promise((done) => setImmediate(done));
  return ended;
};

describe('the rest of a loop', () => {
  it('is ended by news, also by news of before it began, which count once', async () => {
    const rest = new Rest();
    rest.wake();
    expect(await endsAtOnce(rest.wait(long))).toBe(true);
    const pause = rest.wait(long);
    expect(await endsAtOnce(pause)).toBe(false);
    rest.wake();
    expect(await endsAtOnce(pause)).toBe(true);
  });

  it('sleeps through news, and stopping ends both for good', async () => {
    const rest = new Rest();
    const [sleep, wait] = [rest.sleep(long), rest.wait(long)];
    rest.wake();
    expect([await endsAtOnce(sleep), await endsAtOnce(wait)]).toEqual([false, true]);
    rest.stop();
    expect(await endsAtOnce(sleep)).toBe(true);
    expect([await endsAtOnce(rest.sleep(long)), await endsAtOnce(rest.wait(long))]).toEqual([true, true]);
  });
});
