import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Tags } from '@/db/client';
import { campaignSegments, segments } from '@/db/schema';
import { decide, gateAsk, gateFacts } from '@/lib/pipeline';
import type { Channel } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import { assigning } from './assigning';
import { audience } from './audience';
import { wayOut } from '@/lib/sending';
import type { SendingChannel } from '@/lib/sending/vocabulary';
import {
  blocks,
  contentsOf,
  gapsOf,
  linkGaps,
  placeOf,
  variablesOf,
  warns,
  windowGaps,
  type Problem,
} from './preflight/content';
import { Sample, sampleProblems } from './preflight/sample';
import { variantGaps } from './preflight/variants';
import { findCampaign, type CampaignRow } from './queries';
import { CampaignRef, Preflight } from './schema';
import { senderProblems } from './sender';
import { domainOf, forecast } from './timing/duration';
import { Waves } from './timing/forecast';
import { variantsOf } from './variants/store';

const batch = 10_000;
type Excluded = Preflight['excluded'];

/** How many of these people have nothing to fill each variable with, in the order of the variables; one statement. */
async function countEmpty(tags: Tags, tenant: string, ids: string[], variables: readonly string[]): Promise<number[]> {
  if (ids.length === 0 || variables.length === 0) return variables.map(() => 0);
  const counts = variables.map((variable) => {
    const place = placeOf(variable);
    const value = !place
      ? tags`'-'`
      : 'key' in place
        ? tags`attributes ->> ${place.key}::text`
        : tags`${tags(place.column)}`;
    return tags`count(*) filter (where coalesce(${value}, '') = '')::int`;
  });
  const list = counts.reduce((before, count) => tags`${before}, ${count}`);
  const [row] = await tags<
    { counts: number[] }[]
  >`select array[${list}] as counts from contacts where tenant_id = ${tenant} and id = any(${ids}::uuid[])`;
  return row?.counts ?? [];
}

/** What stands in the way apart from the people: sender, segments, provider. */
async function setting(ctx: TxCtx, campaign: CampaignRow): Promise<Problem[]> {
  const { id, topicId } = campaign;
  const { by, problem } = await wayOut(ctx, campaign.channel as SendingChannel);
  const gone = await ctx.tx
    .select({ name: segments.name })
    .from(segments)
    .innerJoin(
      campaignSegments,
      and(eq(campaignSegments.tenantId, segments.tenantId), eq(campaignSegments.segmentId, segments.id)),
    )
    .where(
      and(
        eq(campaignSegments.tenantId, ctx.tenant),
        eq(campaignSegments.campaignId, id),
        isNotNull(segments.deletedAt),
      ),
    );
  return [
    ...(await senderProblems(ctx, campaign, by)),
    ...gone.map(({ name }) => blocks(`The segment "${name}" was deleted. Choose another one.`)),
    ...(problem ? [problem] : []),
    ...(topicId ? await archivedTopic(ctx, topicId) : []),
  ];
}

/** Who gets it could leave all mailings only: the preference page shows no archived topic. */
async function archivedTopic(ctx: TxCtx, id: string): Promise<Problem[]> {
  const [row] = await ctx.tx.execute<{ name: string }>(
    sql`select name from topics where tenant_id = ${ctx.tenant} and id = ${id} and archived_at is not null`,
  );
  return row
    ? [warns(`The topic "${row.name}" is archived: recipients cannot leave it by itself. Choose another one.`)]
    : [];
}

type Later = Preflight['later'][number];

/** Counts one person more who may not get it at once. */
function waits(later: Map<string, Later>, rule: Later['rule'], reason: Later['reason'], until: Date): void {
  const { people, lastAt } = later.get(reason) ?? { people: 0, lastAt: '' };
  const at = until.toISOString();
  later.set(reason, { rule, reason, people: people + 1, lastAt: at > lastAt ? at : lastAt });
}

const byMinute = (at: Date) => Math.ceil(at.getTime() / 60_000) * 60_000;

/** What would happen if the campaign were sent now, over the real audience; nothing is written. */
export const preflightCampaign = query({
  name: 'campaigns.preflight',
  summary: 'Who would get it, who would not and why, and what is missing',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/preflight' },
  input: CampaignRef,
  output: Preflight,
  async run(ctx, { id }) {
    const campaign = await findCampaign(ctx, id);
    const variants = await variantsOf(ctx, id);
    const { contents, problems } = await contentsOf(ctx, campaign, variants);
    const variables = variablesOf(contents);
    // Only who gets it at all: their hour and place in the queue change nothing here.
    const groups = await assigning(ctx, { ...campaign, perHour: null, sendLocal: false });
    const set = await setting(ctx, campaign);
    const tags = systemTags(ctx.services);
    const { purpose, topicId } = campaign;
    const channel = campaign.channel as Channel;
    const asking = { source: 'campaign', channel, purpose, topicId, campaignId: id } as const;
    const now = ctx.clock.now();
    const ask = await gateAsk(tags, ctx.tenant, asking, now);
    const later = new Map<string, Later>();
    const excluded = new Map<string, Excluded[number]>();
    const empty = variables.map(() => 0);
    const reached = variants.map(() => 0);
    const waves = new Waves();
    const sample = new Sample();
    let asked = 0;
    let willSend = 0;
    for await (const ids of audience(tags, ctx.tenant, id, batch)) {
      const people = await gateFacts(tags, ctx.tenant, ids, ask, now);
      const assign = await groups(tags, people);
      const going: string[] = [];
      const leaveOut = (rule: Excluded[number]['rule'], reason: Excluded[number]['reason']) => {
        const entry = excluded.get(reason) ?? { rule, reason, people: 0 };
        excluded.set(reason, { ...entry, people: entry.people + 1 });
      };
      for (const person of people) {
        const verdict = decide(person, ask.rules, now);
        const place = verdict.decision === 'skip' ? undefined : assign?.(person.contactId);
        if (verdict.decision === 'skip') leaveOut(verdict.rule, verdict.reason);
        else if (place?.leaveOut) leaveOut('holdout', place.leaveOut.reason);
        else {
          going.push(person.contactId);
          if (place?.variant !== undefined) reached[place.variant] = (reached[place.variant] ?? 0) + 1;
          if (verdict.decision === 'defer') waits(later, verdict.rule, verdict.reason, verdict.until);
          waves.add(domainOf(person.address), verdict.decision === 'defer' ? byMinute(verdict.until) : now.getTime());
        }
      }
      for (const [i, n] of (await countEmpty(tags, ctx.tenant, going, variables)).entries())
        empty[i] = (empty[i] ?? 0) + n;
      sample.add(going);
      asked += people.length;
      willSend += going.length;
    }
    const { expected, late } = await forecast(ctx, { campaign, rules: ask.rules, waves, willSend });
    if (late) later.set('capacity', late);
    const merge = variables.map((variable, i) => ({
      variable,
      empty: empty[i] ?? 0,
      hasDefault: !contents.some(({ bare }) => bare.has(variable)),
    }));
    const people = [
      ...(willSend === 0
        ? [blocks('Nobody would get this. Choose other segments, or see below why people are left out.')]
        : []),
      ...(await sampleProblems(ctx, campaign, contents, sample)),
      ...merge.flatMap((one) => gapsOf(contents, one, willSend)),
    ];
    return {
      at: now.toISOString(),
      audience: asked,
      willSend,
      excluded: [...excluded.values()].sort((a, b) => b.people - a.people),
      later: [...later.values()].sort((a, b) => b.people - a.people),
      expected,
      merge,
      problems: sorted([
        ...set,
        ...problems,
        ...people,
        ...linkGaps(contents, campaign),
        ...windowGaps(contents, campaign),
        ...variantGaps(campaign, contents, variants, reached),
      ]),
    };
  },
});

/** What blocks comes first. */
const sorted = (problems: Problem[]) => [
  ...problems.filter((p) => p.level === 'blocks'),
  ...problems.filter((p) => p.level === 'warns'),
];
