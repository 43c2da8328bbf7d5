import { decide, gateAsk, gateFacts } from '@/lib/pipeline';
import type { Channel } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { systemTags } from '@/lib/platform/db/system';
import { assigning } from './assigning';
import { audience } from './audience';
import { blocks, contentsOf, linkGaps, variablesOf, windowGaps, type Problem } from './preflight/content';
import { Fillings, mergeGaps } from './preflight/merge';
import { Sample, sampleProblems } from './preflight/sample';
import { settingProblems } from './preflight/setting';
import { Tally, type Judged } from './preflight/tally';
import { variantGaps } from './preflight/variants';
import { findCampaign, type CampaignRow } from './queries';
import { CampaignRef, Preflight } from './schema';
import { forecast } from './timing/duration';
import { Going } from './timing/going';
import { variantsOf } from './variants/store';

const batch = 10_000;
const nobody = blocks('Nobody would get this. Choose other segments, or see below why people are left out.');

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
): AsyncGenerator<Judged[]> {
  const tags = systemTags(ctx.services);
  const now = ctx.clock.now();
  // Only who gets it at all: their hour and place in the queue change nothing here.
  const groups = await assigning(ctx, { ...campaign, perHour: null, sendLocal: false });
  for await (const ids of audience(tags, ctx.tenant, campaign.id, batch)) {
    const people = await gateFacts(tags, ctx.tenant, ids, ask, now);
    const assign = await groups(tags, people);
    yield people.map((person) => {
      const verdict = decide(person, ask.rules, now);
      return { person, verdict, place: verdict.decision === 'skip' ? undefined : assign?.(person.contactId) };
    });
  }
}

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
    const set = await settingProblems(ctx, campaign);
    const ask = await asking(ctx, campaign);
    const now = ctx.clock.now();
    const tally = new Tally(campaign.sendLocal);
    const fillings = new Fillings(variablesOf(contents));
    const leaving = new Going(now.getTime(), campaign.sendLocal, ctx.timeZone);
    const sample = new Sample();
    for await (const people of judged(ctx, campaign, ask)) {
      const going = tally.add(people);
      for (const { person, verdict } of going) leaving.add(person, verdict);
      const getting = going.map(({ person: { contactId }, place }) => ({
        ...{ contactId, variant: place?.variant, waits: place?.waits },
      }));
      await fillings.count(systemTags(ctx.services), ctx.tenant, getting);
      sample.add(getting.map(({ contactId }) => contactId));
    }
    const { willSend } = tally;
    const { expected, late } = await forecast(ctx, { campaign, rules: ask.rules, ...leaving.end(), willSend });
    const merge = fillings.of(contents);
    return {
      at: now.toISOString(),
      audience: tally.audience,
      willSend,
      excluded: tally.excluded,
      later: tally.later(late),
      expected,
      merge,
      problems: sorted([
        ...set,
        ...problems,
        ...(willSend === 0 ? [nobody] : []),
        ...(await sampleProblems(ctx, campaign, contents, sample)),
        ...mergeGaps(merge),
        ...linkGaps(contents, campaign),
        ...windowGaps(contents, campaign),
        ...variantGaps(campaign, contents, variants, fillings.reached(variants.length)),
      ]),
    };
  },
});

/** What blocks comes first. */
const sorted = (problems: Problem[]) => [
  ...problems.filter((p) => p.level === 'blocks'),
  ...problems.filter((p) => p.level === 'warns'),
];
