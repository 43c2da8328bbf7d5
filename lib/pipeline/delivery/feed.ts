import { systemTags } from '@/lib/platform/db/system';
import { claim, Claimed, dueLanes, type DueLane, type Lane } from './claim';
import { prepare, targetFor } from './prepare';
import { heldBy } from './recover';
import type { Rest } from './rest';
import { backToQueue } from './result';
import { turnOf, type Ready, type Sender } from './sender';

const batchSize = 1000;
/** Where fewer are claimed and waiting, more may be claimed. */
export const perTurn = 1000;
const idleMs = 500;
const afterNothingMs = 20;
const afterFaultMs = 1000;

/** Round robin: the next tenant after the one served last, so that one tenant's million never blocks another's ten. */
export function nextLane(lanes: readonly DueLane[], last: string): DueLane | undefined {
  const tenants = [...new Set(lanes.map((lane) => lane.tenant))].sort();
  const tenant = tenants.find((t) => t > last) ?? tenants[0];
  return lanes.find((lane) => lane.tenant === tenant);
}

/** Claims what is due where little is waiting, and prepares a batch while the one before is on the wire. */
export async function feed(sender: Sender, rest: Rest): Promise<void> {
  const sql = systemTags(sender.services);
  const hungry = (lane: Lane) => sender.turns.of(turnOf(lane)) < perTurn;
  const claimed = new Claimed();
  let last = '';
  let preparing = Promise.resolve();
  let inDoubt = false;
  while (!rest.stopped) {
    try {
      if (inDoubt) await giveBackLost(sender);
      inDoubt = false;
      const lanes = await dueLanes(sql, sender.clock.now());
      const lane = nextLane(lanes.filter(hungry), last);
      if (!lane) {
        await preparing;
        if (!lanes.some(hungry)) await rest.wait(idleMs);
        continue;
      }
      // Before the claim: a lane at fault must not be the next one again.
      last = lane.tenant;
      const size = lanes.some((l) => l.tenant !== lane.tenant) ? batchSize / 4 : batchSize;
      const now = sender.clock.now();
      const claims = await claim(sql, lane, sender.worker, size, now, claimed.lastOf(lane, now));
      claimed.note(lane, claims);
      for (const one of claims) sender.hands.take(one);
      const messages = claims.flatMap((one) => one.messages);
      if (messages.length < size) sender.emptied();
      // Others took them, or our lease has to be renewed first: asking again at once would only load PostgreSQL.
      if (messages.length === 0) await rest.sleep(afterNothingMs);
      await preparing;
      preparing = prepare(sender, lane, messages);
    } catch (error) {
      sender.log.error({ err: error }, 'nothing could be claimed; trying again');
      inDoubt = true;
      await rest.sleep(afterFaultMs);
    }
  }
  await preparing;
}

/** A claim may stand although its answer never came: what carries our name and is unknown here was never begun. */
export async function giveBackLost(sender: Sender): Promise<void> {
  const now = sender.clock.now();
  for (const message of await heldBy(sender.services, sender.worker)) {
    if (sender.hands.has(message)) continue;
    const { tenant, laneId: id, kind, channel, sourceId, templateId } = message;
    sender.recorder.add(
      targetFor(sender, { tenant, id, kind, channel }, sourceId, templateId),
      backToQueue(message, now),
    );
  }
}

/** What waits for its turn, or for a free wire, goes back to its queue, as if it had never been claimed. */
export function giveBack(sender: Sender, which: (ready: Ready) => boolean): void {
  const now = sender.clock.now();
  for (const { message, target } of sender.turns.remove(which)) sender.recorder.add(target, backToQueue(message, now));
  for (const one of [...sender.onWay]) if (which(one.ready)) one.takeBack();
  sender.moved.tell();
}

/** Pausing and cancelling reach what is claimed as well: only what a wire has still goes out. */
export async function giveBackPaused(sender: Sender): Promise<void> {
  const all = [...sender.turns.all(), ...[...sender.onWay].map(({ ready }) => ready)];
  const lanes = [...new Set(all.map((ready) => ready.target.lane))];
  if (lanes.length === 0) return;
  const stopped = await systemTags(sender.services)<{ tenant: string; id: string }[]>`
    select l.tenant_id as tenant, l.id from unnest(${lanes.map((l) => l.tenant)}::text[], ${lanes.map((l) => l.id)}::uuid[]) as w (tenant, id)
    join pipeline_lanes l on l.tenant_id = w.tenant and l.id = w.id where l.state <> 'active'`;
  const gone = new Set(stopped.map((lane) => `${lane.tenant} ${lane.id}`));
  if (gone.size > 0) giveBack(sender, ({ target: { lane } }) => gone.has(`${lane.tenant} ${lane.id}`));
}
