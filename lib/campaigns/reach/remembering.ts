const keptMs = 5 * 60_000;
const kept = 1000;

interface Remembering<T> {
  /** `anew`: asked for all the same. */
  (key: string, now: number, anew?: boolean): Promise<T>;
  /** What was answered since an instant, without asking; undefined when nothing was. */
  said(key: string, since: number): T | undefined;
}

/** Answers that are asked for once in five minutes, however many look. */
export function remembering<T>(ask: (key: string) => Promise<T>): Remembering<T> {
  const known = new Map<string, { at: number; answer: Promise<T>; said: T | undefined }>();
  const asked = (key: string, now: number, anew = false) => {
    const before = known.get(key);
    if (before && !anew && now - before.at < keptMs) return before.answer;
    if (known.size >= kept) known.clear();
    const answer = ask(key);
    const entry = { at: now, answer, said: undefined as T | undefined };
    known.set(key, entry);
    answer.then(
      (said) => void (entry.said = said),
      () => known.delete(key),
    );
    return answer;
  };
  const said = (key: string, since: number) => {
    const entry = known.get(key);
    return entry && entry.at >= since ? entry.said : undefined;
  };
  return Object.assign(asked, { said });
}
