export interface PresentUser {
  id: string;
  name: string;
}

/** Who looks at something right now. A user who is not touched again within 30 seconds has left. */
export interface PresencePort {
  readonly kind: 'memory' | 'redis';
  /** `topic` names what is looked at, e.g. `thread:<id>`. */
  touch(tenant: string, topic: string, user: PresentUser): Promise<void>;
  leave(tenant: string, topic: string, userId: string): Promise<void>;
  /** At most 50, in the order of their names. */
  list(tenant: string, topic: string): Promise<PresentUser[]>;
}

export const presenceMs = 30_000;
export const maxPresent = 50;
export const presenceKey = (tenant: string, topic: string): string => `presence:${tenant}:${topic}`;
export const byName = (a: PresentUser, b: PresentUser): number =>
  a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
