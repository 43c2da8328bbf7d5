import type { Asking, GateRules } from '@/lib/compliance';
import type { Ctx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import { keysFor, wayFor } from './delivery/capacity';
import { gateAsk } from './facts';

/** What one capacity counts together, and what is taken of its windows. */
interface Room {
  id: string;
  name: string;
  messages: number;
  windowMs: number;
  /** When the window of now began, milliseconds. */
  start: number;
  /** What addresses of a domain count for; null: nothing. */
  keyOf: (domain: string) => string | null;
  /** By key: used in the window of now, and told to come in those after it. */
  taken: ReadonlyMap<string, { used: number; promised: number }>;
}

/** The rules of an organisation for one kind of message, as they stand. */
export const rulesNow = async (ctx: Ctx, asking: Asking, now: Date): Promise<GateRules> =>
  (await gateAsk(systemTags(ctx.services), ctx.tenant, asking, now)).rules;

/** The capacities that hold mail to these domains back; nothing is taken of them. */
export async function roomsFor(
  { services, tenant }: Ctx,
  rules: GateRules,
  domains: readonly string[],
  senderId: string | null,
  now: Date,
): Promise<Room[]> {
  const sql = systemTags(services);
  const rooms: Room[] = [];
  const { way } = await wayFor(sql, tenant, rules, now);
  const addresses = domains.map((domain) => ({ address: `@${domain}` }));
  for (const rule of rules.capacities) {
    const { id, name, action } = rule;
    const windowMs = action.seconds * 1000;
    const start = Math.floor(now.getTime() / windowMs) * windowMs;
    const rows = await sql<{ key: string; start: Date; used: number; promised: number }[]>`
      select key, window_start as start, used, promised::float8 as promised from sending_capacity where tenant_id = ${tenant} and rule_id = ${id}`;
    const taken = new Map(
      rows.map(({ key, start: began, used, promised }) => {
        // With each window that passed, as many have had their turn.
        const passed = Math.max(0, Math.round((start - began.getTime()) / windowMs));
        return [key, { used: passed > 0 ? 0 : used, promised: Math.max(0, promised - passed * action.messages) }];
      }),
    );
    const keyFor = await keysFor(sql, tenant, rule, rules, addresses, { senderId, way });
    const keyOf = (domain: string) => keyFor(`@${domain}`);
    rooms.push({ id, name, messages: action.messages, windowMs, start, keyOf, taken });
  }
  return rooms;
}
