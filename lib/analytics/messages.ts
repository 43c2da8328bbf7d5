import { query } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import { addDays, dayIn } from './days';
import { MessageNumbers, MessageNumbersInput } from './schema';
import { countBy, zoneOf } from './source';
import { messageEvents } from './vocabulary';

const maxDays = 800;

const isEvent = (name: string): name is (typeof messageEvents)[number] => messageEvents.some((event) => event === name);

export const messageNumbers = query({
  name: 'analytics.messages',
  summary: 'Count what happened to messages, by day, channel or event',
  access: 'analytics:read',
  http: { method: 'GET', path: '/analytics/messages' },
  input: MessageNumbersInput,
  output: MessageNumbers,
  async run(ctx, input) {
    const to = input.to ?? dayIn(ctx.clock.now(), ctx.timeZone);
    const from = input.from ?? addDays(to, -29);
    if (from < addDays(to, -maxDays) || from > to)
      throw invalid(`from: must lie in the ${maxDays} days before "to" (${to})`, { from: 'is too far from "to"' });
    const { by, campaignId } = input;
    const timeZone = zoneOf(ctx, from);
    const rows = await countBy(ctx, { by, from, to, timeZone, campaignId });
    const totals: MessageNumbers['totals'] = {};
    for (const { event, n } of rows) if (isEvent(event)) totals[event] = (totals[event] ?? 0) + n;
    return {
      from,
      to,
      timeZone,
      by,
      totals,
      items: rows.map(({ key, event, n }) => ({ ...(by === 'event' ? {} : { [by]: key }), event, count: n })),
    };
  },
});
