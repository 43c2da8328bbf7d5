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
import { forecast } from './timing/duration';
import { Going, waitsForNow } from './timing/going';
import { variantsOf } from './variants/store';

const batch = 10_000;
type Excluded = Preflight['excluded'];

type Later = Preflight['later'][number];

/** Counts one person more who may not get it at once. */
function waits(later: Map<string, Later>, rule: Later['rule'], reason: Later['reason'], until: Date): void {
  const { people, lastAt } = later.get(reason) ?? { people: 0, lastAt: '' };
  const at = until.toISOString();
  later.set(reason, { rule, reason, people: people + 1, lastAt: at > lastAt ? at : lastAt });
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
    const leaving = new Going(now.getTime(), campaign.sendLocal, ctx.timeZone);
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
          if (verdict.decision === 'defer' && !waitsForNow(verdict, campaign.sendLocal))
            waits(later, verdict.rule, verdict.reason, verdict.until);
          leaving.add(person, verdict);
        }
      }
      for (const [i, n] of (await countEmpty(tags, ctx.tenant, going, variables)).entries())
        empty[i] = (empty[i] ?? 0) + n;
      sample.add(going);
      asked += people.length;
      willSend += going.length;
    }
    const { expected, late } = await forecast(ctx, { campaign, rules: ask.rules, ...leaving.end(), willSend });
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
