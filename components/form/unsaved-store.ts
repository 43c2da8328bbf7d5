/** What is about to happen when nobody objects: a link, a step back, a sign-out. */
type Leave = () => void;

let forms = 0;
let allowed = false;
let question: Leave | null = null;
const listeners = new Set<() => void>();
const holders = new Set<() => void>();

function put(next: Leave | null): void {
  question = next;
  for (const listener of listeners) listener();
}

// A menu or the palette that asks closes first and gives the focus back; the question then knows where it came from.
const settleMs = 30;

/** The forms of this page that hold unsaved work, and the question that stands before leaving them. */
export const unsavedStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  question: (): Leave | null => question,
  /** A form has unsaved work until the returned function is called. */
  hold: (): (() => void) => {
    forms += 1;
    allowed = false;
    for (const listener of holders) listener();
    return () => {
      forms -= 1;
    };
  },
  /** Told each time that a form comes to have unsaved work. */
  onHold: (listener: () => void): (() => void) => {
    holders.add(listener);
    return () => holders.delete(listener);
  },
  isHeld: (): boolean => forms > 0 && !allowed,
  /** Somebody writes on after having chosen to leave, because leaving failed: guard again. */
  rearm: (): void => {
    allowed = false;
  },
  ask: (leave: Leave): void => {
    setTimeout(() => put(leave), settleMs);
  },
  answer: (isLeaving: boolean): void => {
    const leave = question;
    put(null);
    if (!isLeaving || !leave) return;
    allowed = true;
    leave();
  },
};

/** Runs `leave`, after asking when a form of this page holds unsaved work. */
export function leavePage(leave: Leave): void {
  if (unsavedStore.isHeld()) unsavedStore.ask(leave);
  else leave();
}
