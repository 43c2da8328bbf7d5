import type { LiveEvent } from './event';

export interface Listener {
  events(events: readonly LiveEvent[]): void;
  /** Facts were passed over: everything shown must be read again. */
  reset(position: number): void;
  /** Who looks at this topic is another than before. */
  presence(topic: string): void;
  /** The hub closes. */
  end(): void;
}

/** The open streams of this process, by tenant. */
export interface Rooms {
  count(): number;
  /** The function leaves. */
  enter(tenant: string, listener: Listener): () => void;
  tell(byTenant: ReadonlyMap<string, readonly LiveEvent[]>): void;
  reset(position: number): void;
  presence(tenant: string, topic: string): void;
  end(): void;
}

export function createRooms(): Rooms {
  const rooms = new Map<string, Set<Listener>>();
  let count = 0;
  const all = () => [...rooms.values()].flatMap((room) => [...room]);
  return {
    count: () => count,
    enter(tenant, listener) {
      const room = rooms.get(tenant) ?? new Set<Listener>();
      rooms.set(tenant, room.add(listener));
      count += 1;
      return () => {
        if (!room.delete(listener)) return;
        count -= 1;
        if (room.size === 0 && rooms.get(tenant) === room) rooms.delete(tenant);
      };
    },
    tell(byTenant) {
      for (const [tenant, events] of byTenant) for (const listener of rooms.get(tenant) ?? []) listener.events(events);
    },
    reset(position) {
      for (const listener of all()) listener.reset(position);
    },
    presence(tenant, topic) {
      for (const listener of rooms.get(tenant) ?? []) listener.presence(topic);
    },
    end() {
      for (const listener of all()) listener.end();
    },
  };
}
