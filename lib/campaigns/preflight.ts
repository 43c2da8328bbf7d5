import { decide, gateAsk, gateFacts } from '@/lib/pipeline';
import type { Channel } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { systemTags } from '@/lib/platform/db/system';
import { evaluateNow } from '@/lib/segments';
import { assigning } from './assigning';
import { audience } from './audience';
import { blocks, contentsOf, linkGaps, variablesOf, warns, windowGaps, type Problem } from './preflight/content';
import { Fillings, mergeGaps } from './preflight/merge';
import { Sample, sampleProblems } from './preflight/sample';
import { settingProblems } from './preflight/setting';
import { leftOut, Tally, type Judged } from './preflight/tally';
import { variantGaps } from './preflight/variants';
import { findCampaign, type CampaignRow } from './queries';
import { authenticationBlocks } from './reach/authentication';
import { CampaignRef, Preflight } from './schema';
import { forecast, plainSeconds } from './timing/duration';
import { Going } from './timing/going';
import { variantsOf, type VariantRow } from './variants/store';

const batch = 10_000;
/** Looked at together until somebody is found who would get it, so often at most: of more, planning tells who is left out. */
const fewAtOnce = 1000;
const mostLooks = 10;

const isBlocking = ({ level }: Problem) => level === 'blocks';

/** Whom a series reaches differs from one run to the next, and whom a campaign for later reaches is not known before. */
const nobody = ({ recurrence }: CampaignRow): Problem =>
  recurrence
    ? warns('Nobody would get this if it ran now. Its next runs go to whoever is in the segments by then.')
    : {
        ...blocks('Nobody would get this now. Choose other segments, or see why people are left out.', 'segmentIds'),
        onlyNow: true,
      };

/** What the gate is asked of the audience now. */
async function asking(ctx: TxCtx, { id, channel, purpose, topicId }: CampaignRow) {
  const about = { source: 'campaign', channel: channel as Channel, purpose, topicId, campaignId: id } as const;
  return gateAsk(systemTags(ctx.services), ctx.tenant, about, ctx.clock.now());
}

/** The audience as the gate judges it now, a batch at a time; nothing is written. */
async function* judged(
  ctx: TxCtx,
  campaign: CampaignRow,
  ask: Awaited<ReturnType<typeof asking>>,
  size: number,
): AsyncGenerator<Judged[]> {
  const tags = systemTags(ctx.services);
  const now = ctx.clock.now();
  // Only who gets it at all: their hour and place in the queue change nothing here.
  const groups = await assigning(ctx, { ...campaign, perHour: null, sendLocal: false });
  for await (const ids of audience(tags, ctx.tenant, campaign.id, size)) {
    const people = await gateFacts(tags, ctx.tenant, ids, ask, now);
    const assign = await groups(tags, people);
    yield people.map((person) => {
      const verdict = decide(person, ask.rules, now);
      return { person, verdict, place: verdict.decision === 'skip' ? undefined : assign?.(person.contactId) };
    });
  }
}

const isTest = ({ testPercent }: CampaignRow, variants: readonly VariantRow[]): boolean =>
  variants.length > 0 && testPercent < 100;

const testOf = async (ctx: TxCtx, { perHour, decideAfter }: CampaignRow, people: number, rest: number) => ({
  ...{ people, rest, decideAfter },
  restSeconds: await plainSeconds(ctx, perHour, rest),
});

/** What would happen if the campaign were sent now, over the real audience; nothing is written. */
async function preflightOf(ctx: TxCtx, campaign: CampaignRow): Promise<Preflight> {
  const variants = await variantsOf(ctx, campaign.id);
  const { contents, problems } = await contentsOf(ctx, campaign, variants);
  const set = await settingProblems(ctx, campaign);
  const ask = await asking(ctx, campaign);
  const now = ctx.clock.now();
  const tally = new Tally(campaign.sendLocal);
  const fillings = new Fillings(variablesOf(contents));
  const leaving = new Going(now.getTime(), campaign.sendLocal, ctx.timeZone);
  const sample = new Sample();
  for await (const people of judged(ctx, campaign, ask, batch)) {
    const going = tally.add(people);
    for (const { person, verdict, place } of going) if (!place?.waits) leaving.add(person, verdict);
    const getting = going.map(({ person: { contactId }, place }) => ({
      ...{ contactId, variant: place?.variant, waits: place?.waits },
    }));
    await fillings.count(systemTags(ctx.services), ctx.tenant, getting);
    sample.add(getting.map(({ contactId }) => contactId));
  }
  const { willSend, waiting } = tally;
  const first = { ...leaving.end(), willSend: willSend - waiting };
  const { expected, late } = await forecast(ctx, { campaign, rules: ask.rules, ...first });
  const merge = fillings.of(contents);
  return {
    at: now.toISOString(),
    audience: tally.audience,
    willSend,
    excluded: tally.excluded,
    later: tally.later(late),
    test: isTest(campaign, variants) ? await testOf(ctx, campaign, first.willSend, waiting) : null,
    expected,
    merge,
    problems: sorted([
      ...set,
      ...problems,
      ...(willSend === 0 ? [nobody(campaign)] : []),
      ...(await sampleProblems(ctx, campaign, contents, sample)),
      ...mergeGaps(merge),
      ...linkGaps(contents, campaign),
      ...windowGaps(contents, campaign),
      ...variantGaps(campaign, contents, variants, fillings.reached(variants.length)),
    ]),
  };
}

/** What blocks comes first. */
const sorted = (problems: Problem[]) => [...problems.filter(isBlocking), ...problems.filter((p) => !isBlocking(p))];

export const preflightCampaign = query({
  name: 'campaigns.preflight',
  summary: 'Who would get it, who would not and why, and what is missing',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/preflight' },
  input: CampaignRef,
  output: Preflight,
  run: async (ctx, { id }) => preflightOf(ctx, await findCampaign(ctx, id)),
});

/** The first ones found who would get it; `isNobody`: all were looked at, and there is none. */
async function firstGoing(ctx: TxCtx, campaign: CampaignRow): Promise<{ sample: Sample; isNobody: boolean }> {
  const sample = new Sample();
  let looks = 0;
  for await (const people of judged(ctx, campaign, await asking(ctx, campaign), fewAtOnce)) {
    sample.add(people.flatMap((one) => (leftOut(one) ? [] : [one.person.contactId])));
    if (sample.ids.length > 0 || ++looks >= mostLooks) return { sample, isNobody: false };
  }
  return { sample, isNobody: true };
}

/** As planning does: who was added just now is not in a segment's members yet. */
async function freshen({ services, tenant, clock }: TxCtx, { id }: CampaignRow): Promise<void> {
  const rows = await systemTags(services)<{ segment: string }[]>`
    select segment_id as segment from campaign_segments where tenant_id = ${tenant} and campaign_id = ${id}`;
  for (const { segment } of rows) await evaluateNow(services, tenant, segment, clock.now(), 'requested');
}

async function surelyGoing(ctx: TxCtx, campaign: CampaignRow) {
  const found = await firstGoing(ctx, campaign);
  if (!found.isNobody) return found;
  await freshen(ctx, campaign);
  return firstGoing(ctx, campaign);
}

/** What blocks in the preflight, without asking about everybody while nothing makes it doubtful. */
async function blocking(ctx: TxCtx, campaign: CampaignRow, isNow: boolean): Promise<Problem[]> {
  const { contents, problems } = await contentsOf(ctx, campaign, await variantsOf(ctx, campaign.id));
  const { sample, isNobody } = await (isNow ? surelyGoing : firstGoing)(ctx, campaign);
  const filled = await sampleProblems(ctx, campaign, contents, sample);
  // What fails for the first ones may go well for others: then the whole audience decides.
  if (filled.some(isBlocking)) return (await preflightOf(ctx, campaign)).problems.filter(isBlocking);
  const people = isNow && isNobody ? [nobody(campaign)] : [];
  return [...(await settingProblems(ctx, campaign)), ...problems, ...people].filter(isBlocking);
}

/**
 * Throws `conflict` with all that blocks a campaign in the preflight, and the fields that it comes from. DNS, which takes its time,
 * was asked before (`askAuthentication`): here counts what it said.
 */
export async function requireSendable(ctx: TxCtx, campaign: CampaignRow, isNow: boolean): Promise<void> {
  const found = [...(await blocking(ctx, campaign, isNow)), ...(await authenticationBlocks(ctx, campaign.id))];
  if (found.length === 0) return;
  throw conflict(
    found.map(({ message }) => message).join(' '),
    Object.fromEntries(found.flatMap(({ field, message }) => (field ? [[field, message]] : []))),
  );
}
