export type Toast = {
  id: number;
  text: string;
  /** One action; a toast with an action stays 10 s, else 6 s. */
  action?: { label: string; onAction: () => void };
};

type State = { toasts: readonly Toast[]; announcement: string };

let state: State = { toasts: [], announcement: '' };
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: State): void {
  state = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: (): State => state,
  dismiss: (id: number): void => set({ ...state, toasts: state.toasts.filter((toast) => toast.id !== id) }),
};

/** Says in one line what was done, bottom left. Not for errors: those stay where they happened. At most three show. */
export function toast(text: string, action?: Toast['action']): void {
  set({ ...state, toasts: [...state.toasts, { id: nextId++, text, action }].slice(-3) });
}

/** Says something to screen readers only, through the page's one polite region. */
export function announce(text: string): void {
  set({ ...state, announcement: state.announcement === text ? `${text}\u00a0` : text });
}

/** Whether a press was on a toast, which stands over all else: a dialog is not left by it. */
export const isOnToast = ({ target }: Pick<Event, 'target'>): boolean =>
  target instanceof Element && target.closest('[data-toast]') !== null;
