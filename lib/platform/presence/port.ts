import type { PresenceActivity } from './vocabulary';

/** One page of a user that shows something. */
export interface Viewer {
  id: string;
  name: string;
  /** Tells two pages of one user apart. */
  tab: string;
}

/** Somebody who looks, told once however many pages they have open. */
export interface PresentUser {
  id: string;
  name: string;
  activity: PresenceActivity;
}

/** Who looks at something right now. A page that is not heard of again within 30 seconds has left. */
export interface PresencePort {
  readonly kind: 'postgres' | 'redis';
  /** `topic` names what is looked at, e.g. `thread:<id>`. Answers whether others see something new by it. */
  touch(tenant: string, topic: string, viewer: Viewer, activity: PresenceActivity): Promise<boolean>;
  /** Answers whether the page was there. */
  leave(tenant: string, topic: string, viewer: Pick<Viewer, 'id' | 'tab'>): Promise<boolean>;
  /** At most 50, in the order of their names. */
  list(tenant: string, topic: string): Promise<PresentUser[]>;
}

export const presenceMs = 30_000;
export const maxPresent = 50;

/** Pages as people: one entry each, answering before looking. */
export function asPeople(pages: readonly PresentUser[]): PresentUser[] {
  const people = new Map<string, PresentUser>();
  for (const page of pages) {
    if (people.get(page.id)?.activity !== 'answering') people.set(page.id, page);
  }
  return [...people.values()]
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
    .slice(0, maxPresent);
}
