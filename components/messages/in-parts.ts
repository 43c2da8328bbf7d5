import { noneDecided, together, type Decided } from './retried';

/** What one call decided; `next`: what to say to go on behind it, null when there is no more. */
export interface Part extends Decided {
  left: number;
  next: { cursor?: string } | null;
}
export type Done = { ok: true; value: Part } | { ok: false; error: { message: string } };

/** `asked`: about whom it was decided, whatever came of it. */
export interface Sweep {
  asked: number;
  total: number;
}

type All = { decided: Decided; left: number; error: string | null };

const askedIn = ({ done, skipped }: Decided): number => skipped.reduce((sum, { people }) => sum + people, done);

/** Decides part by part until none is left, it is stopped or a call fails. What fails again meanwhile is not taken twice. */
export async function inParts(
  call: (next: { cursor?: string }) => Promise<Done>,
  tell: (sweep: Sweep) => void,
  isStopped: () => boolean,
): Promise<All> {
  let [decided, total, left] = [noneDecided, 0, 0];
  let next: Part['next'] = {};
  do {
    const result: Done | null = await call(next).catch(() => null);
    if (!result?.ok) return { decided, left, error: result?.error.message ?? 'The server did not answer. Try again.' };
    decided = together(decided, result.value);
    ({ left, next } = result.value);
    total ||= askedIn(decided) + left;
    if (!isStopped()) tell({ asked: askedIn(decided), total });
  } while (next && askedIn(decided) < total && !isStopped());
  return { decided, left, error: null };
}
