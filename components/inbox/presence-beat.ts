import type { Present } from '@/lib/inbox/schema';

type Activity = 'looking' | 'answering' | 'left';
type People = Present['others'];

/** What of the browser is used. */
export interface PresenceWorld {
  say: (activity: Activity) => Promise<Present | null>;
  ask: () => Promise<Present | null>;
  isVisible: () => boolean;
  every: (run: () => void, ms: number) => () => void;
}

const beatMs = 20_000;

/** Says every 20 seconds what this page does with a conversation, at once when that changes, and nothing while it is not seen. */
export function startPresence(world: PresenceWorld, tell: (others: People) => void) {
  let activity: Exclude<Activity, 'left'> = 'looking';
  let isOver = false;
  let turn = 0;
  const hear = async (question: Promise<Present | null>) => {
    const mine = (turn += 1);
    const answer = await question.catch(() => null);
    // An answer that was overtaken by a later question tells of the past.
    if (answer && mine === turn && !isOver) tell(answer.others);
  };
  const beat = () => {
    if (!isOver && world.isVisible()) void hear(world.say(activity));
  };
  const stopBeats = world.every(beat, beatMs);
  beat();
  return {
    write(isWriting: boolean) {
      const next = isWriting ? 'answering' : 'looking';
      if (next === activity) return;
      activity = next;
      beat();
    },
    /** Somebody came, left or began to write. */
    news() {
      if (!isOver && world.isVisible()) void hear(world.ask());
    },
    seen(isVisible: boolean) {
      if (isVisible) beat();
      else void world.say('left').catch(() => null);
    },
    stop() {
      isOver = true;
      stopBeats();
      void world.say('left').catch(() => null);
    },
  };
}
