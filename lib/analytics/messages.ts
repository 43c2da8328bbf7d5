import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import { addDays, utcDay } from './days';
import { countPeople, hits, peopleEvents, toldOnce } from './people';
import { MessageNumbers, MessageNumbersInput } from './schema';
import { messageEvents, type Grouping } from './vocabulary';

const Row = z.object({ key: z.string(), event: z.string(), n: z.coerce.number().int() });
const maxDays = 800;

// The summary answers for a tenant; a campaign is a column of the events only.
const fromSummary = (
  key: string,
) => `select toString(${key}) as key, event_type as event, sum(count) as n from mv_daily_message_summary
  where tenant_id = {tenant:String} and date between {from:Date} and {to:Date} and ${toldOnce('date')} group by key, event order by key, event`;
const fromEvents = (
  key: string,
) => `select toString(${key}) as key, event_type as event, count() as n from analytics_events
  where tenant_id = {tenant:String} and entity_type = 'message' and campaign_id = {campaign:String} and occurred_at >= toDateTime64({from:Date}, 3, 'UTC')
    and occurred_at < toDateTime64({to:Date} + 1, 3, 'UTC') and ${toldOnce("toDate(occurred_at, 'UTC')")} group by key, event order by key, event`;

const keys: Record<Grouping, { summary: string; events: string }> = {
  day: { summary: 'date', events: "toDate(occurred_at, 'UTC')" },
  channel: { summary: 'channel', events: 'channel' },
  event: { summary: "''", events: "''" },
};

const isEvent = (name: string): name is (typeof messageEvents)[number] => messageEvents.some((event) => event === name);

export const messageNumbers = query({
  name: 'analytics.messages',
  summary: 'Count what happened to messages, by day, channel or event',
  access: 'analytics:read',
  http: { method: 'GET', path: '/analytics/messages' },
  input: MessageNumbersInput,
  output: MessageNumbers,
  async run(ctx, input) {
    const to = input.to ?? utcDay(ctx.clock.now());
    const from = input.from ?? addDays(to, -29);
    if (from < addDays(to, -maxDays) || from > to)
      throw invalid(`from: must lie in the ${maxDays} days before "to" (${to})`, { from: 'is too far from "to"' });
    const { by, campaignId } = input;
    const text = campaignId ? fromEvents(keys[by].events) : fromSummary(keys[by].summary);
    const found = await ctx.services.analytics.query(Row, text, {
      ...{ tenant: ctx.tenant, from, to, hits, people: peopleEvents },
      ...(campaignId ? { campaign: campaignId } : {}),
    });
    const rows = countPeople(found, ({ key }) => key);
    const totals: MessageNumbers['totals'] = {};
    for (const { event, n } of rows) if (isEvent(event)) totals[event] = (totals[event] ?? 0) + n;
    return {
      from,
      to,
      by,
      totals,
      items: rows.map(({ key, event, n }) => ({ ...(by === 'event' ? {} : { [by]: key }), event, count: n })),
    };
  },
});
