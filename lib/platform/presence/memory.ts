import type { Clock } from '../clock';
import { byName, maxPresent, presenceKey, presenceMs, type PresencePort, type PresentUser } from './port';

interface Seen {
  user: PresentUser;
  until: number;
}

const maxTopics = 10_000;

/** Presence in this process; right where one web process serves all users. */
export function memoryPresence(clock: Clock): PresencePort {
  const topics = new Map<string, Map<string, Seen>>();
  const sweep = (key: string): Map<string, Seen> => {
    const seen = topics.get(key) ?? new Map<string, Seen>();
    const now = clock.now().getTime();
    for (const [id, { until }] of seen) if (until <= now) seen.delete(id);
    if (seen.size === 0) topics.delete(key);
    return seen;
  };
  return {
    kind: 'memory',
    async touch(tenant, topic, user) {
      const key = presenceKey(tenant, topic);
      const seen = sweep(key);
      seen.set(user.id, { user, until: clock.now().getTime() + presenceMs });
      topics.delete(key);
      topics.set(key, seen);
      if (topics.size <= maxTopics) return;
      const [oldest] = topics.keys();
      if (oldest !== undefined) topics.delete(oldest);
    },
    async leave(tenant, topic, userId) {
      const key = presenceKey(tenant, topic);
      topics.get(key)?.delete(userId);
      sweep(key);
    },
    async list(tenant, topic) {
      return [...sweep(presenceKey(tenant, topic)).values()]
        .map(({ user }) => user)
        .sort(byName)
        .slice(0, maxPresent);
    },
  };
}
