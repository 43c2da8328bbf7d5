import type { IconName } from '@/components/ui/icons';
import { messagesWait, needWords, serverOf, takesNothing, toneOf } from '@/components/campaigns/silence-words';
import { waitingWords } from '@/components/messages/words';
import { formatNumber } from '@/components/ui/format';
import { listCampaigns, readOutgoing } from '@/lib/campaigns';
import type { Campaign, FailedCounts } from '@/lib/campaigns/schema';
import { listThreads } from '@/lib/inbox';
import { countOpenMessages } from '@/lib/messages';
import { listJobs } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { countDeadLetters, listDeadLetters } from '@/lib/system';
import { failuresToDecide, failureWords } from './failures';
import { sandboxNeeds } from './sandbox-needs';

export type Need = {
  key: string;
  icon: IconName;
  tone: 'live' | 'warn' | 'bad' | 'unsure' | 'quiet';
  title: string;
  detail: string;
  /** Null: it is so now, whenever it began. */
  at: string | null;
  href: string;
  verb: string;
};

const shown = 8;
const weekMs = 7 * 86_400_000;

async function threadNeeds(ctx: Ctx): Promise<Need[]> {
  if (!mayOpen(ctx, 'inbox:read')) return [];
  const { items } = await listThreads(ctx, { status: 'open', limit: 50 });
  return items
    .filter((thread) => thread.unread > 0)
    .map((thread) => ({
      key: thread.id,
      icon: 'inbox',
      tone: 'live',
      title: `${thread.contact.displayName} wrote: ${thread.subject}`,
      detail: thread.snippet,
      at: thread.lastMessageAt,
      href: pages.inbox(ctx.tenant, thread.id),
      verb: 'Answer',
    }));
}

async function jobNeeds(ctx: Ctx): Promise<Need[]> {
  if (!mayOpen(ctx, 'jobs:read')) return [];
  const [failed, dead] = await Promise.all([
    listJobs(ctx, { state: 'failed', limit: 5 }),
    listJobs(ctx, { state: 'dead', limit: 5 }),
  ]);
  const since = ctx.clock.now().getTime() - weekMs;
  return [...failed.items, ...dead.items]
    .filter((job) => Date.parse(job.finishedAt ?? job.createdAt) > since)
    .map((job) => ({
      key: job.id,
      icon: 'triangle-alert',
      tone: 'bad',
      title: `${job.title} failed`,
      detail: job.error ?? 'See its log for what happened.',
      at: job.finishedAt ?? job.createdAt,
      href: pages.job(ctx.tenant, job.id),
      verb: 'Look',
    }));
}

async function deadLetterNeeds(ctx: Ctx): Promise<Need[]> {
  if (!mayOpen(ctx, 'system:read')) return [];
  const [{ consumers }, { items }] = await Promise.all([
    countDeadLetters(ctx, {}),
    listDeadLetters(ctx, { state: 'open', limit: 1 }),
  ]);
  const open = consumers.reduce((sum, each) => sum + each.open, 0);
  const [newest] = items;
  if (!newest || open === 0) return [];
  return [
    {
      key: 'dead-letters',
      icon: 'triangle-alert',
      tone: 'bad',
      title: `${formatNumber(open)} ${open === 1 ? 'fact was' : 'facts were'} given up on`,
      detail: 'Search, segments or figures may lack what happened, until it is replayed.',
      at: newest.createdAt,
      href: pages.deadLetters(ctx.tenant),
      verb: 'Look',
    },
  ];
}

async function messageNeeds(ctx: Ctx): Promise<Need[]> {
  if (!mayOpen(ctx, 'inbox:read')) return [];
  const words = waitingWords(await countOpenMessages(ctx, {}));
  if (!words) return [];
  return [
    {
      ...{ key: 'failed-messages', icon: 'circle-alert', tone: 'bad', ...words, verb: 'List' },
      href: pages.failedMessages(ctx.tenant),
    },
  ];
}

async function outgoingNeeds(ctx: Ctx): Promise<Need[]> {
  if (!mayOpen(ctx, 'campaigns:read')) return [];
  const { channels } = await readOutgoing(ctx, {});
  const providers = mayOpen(ctx, 'settings:read') ? pages.providers(ctx.tenant) : pages.jobs(ctx.tenant);
  const silent = channels.flatMap(({ channel, silence, refusal, campaigns: [first] }): Need[] => {
    if (!silence && refusal)
      return [
        {
          key: `refusing-${channel}`,
          icon: 'triangle-alert',
          tone: toneOf(refusal),
          title: `The ${serverOf(channel)} ${takesNothing(refusal)}`,
          detail: needWords(refusal),
          at: refusal.since,
          href: providers,
          verb: 'Look',
        },
      ];
    if (!silence) return [];
    return [
      {
        key: `silent-${channel}`,
        icon: 'triangle-alert',
        tone: 'warn',
        title: `No answer from the ${serverOf(channel)}`,
        detail: `${messagesWait(silence)}. Sending goes on by itself when it answers.`,
        at: silence.since,
        href: first ? pages.campaign(ctx.tenant, first.id) : pages.jobs(ctx.tenant),
        verb: 'Look',
      },
    ];
  });
  return [...silent, ...sandboxNeeds(channels, providers)];
}

function campaignNeeds(
  tenant: string,
  campaigns: readonly Campaign[],
  failures: ReadonlyMap<string, FailedCounts>,
  mayWrite: boolean,
): Need[] {
  return campaigns.flatMap((campaign): Need[] => {
    const { id, name, totals, status } = campaign;
    const at = campaign.completedAt ?? campaign.startedAt ?? campaign.createdAt;
    const list = (outcome: string) => pages.campaign(tenant, id, { tab: 'recipients', outcome });
    const needs: Need[] = [];
    if (totals.uncertain > 0) {
      needs.push({
        key: `${id}-u`,
        icon: 'circle-question-mark',
        tone: 'unsure',
        title: `${formatNumber(totals.uncertain)} of ${name} ${totals.uncertain === 1 ? 'is' : 'are'} uncertain`,
        detail: 'The provider did not confirm the hand-over. Nothing is re-sent.',
        at,
        href: list('uncertain'),
        verb: 'List',
      });
    }
    const counts = failures.get(id);
    const failed = counts ? failureWords(campaign, counts) : null;
    if (failed)
      needs.push({
        key: `${id}-f`,
        icon: 'circle-alert',
        tone: 'bad',
        ...failed,
        at,
        href: pages.campaign(tenant, id, { tab: 'recipients', outcome: 'failed', undecided: 'true' }),
        verb: 'List',
      });
    const { testSentAt, decidedAt, decideAfter } = campaign.options;
    if (status === 'sending' && testSentAt && !decidedAt && decideAfter === null)
      needs.push({
        key: `${id}-w`,
        icon: 'split',
        tone: 'warn',
        title: `The winner of ${name} waits to be chosen`,
        detail: `Its test has been sent. ${formatNumber(totals.inProgress)} ${totals.inProgress === 1 ? 'person waits' : 'people wait'} for the winner.`,
        at: testSentAt,
        href: pages.campaign(tenant, id),
        verb: 'Choose',
      });
    if (status === 'paused')
      needs.push({
        key: `${id}-p`,
        icon: 'pause',
        tone: 'quiet',
        title: `${name} is paused`,
        detail: campaign.options.recurrence
          ? 'Its next runs wait until it is resumed.'
          : `${formatNumber(totals.inProgress + totals.deferred)} people wait.`,
        at,
        href: pages.campaign(tenant, id),
        verb: 'Open',
      });
    if (status === 'draft' && mayWrite)
      needs.push({
        key: `${id}-d`,
        icon: 'pencil',
        tone: 'quiet',
        title: `${name} is a draft`,
        detail: `To ${campaign.segments
          .filter((each) => !each.excluded)
          .map((each) => each.name)
          .join(', ')}`,
        at,
        href: pages.campaign(tenant, id),
        verb: 'Go on',
      });
    return needs;
  });
}

/** What waits for a person, the newest first in each kind; and the campaigns of now and soon. */
export async function homeFacts(ctx: Ctx) {
  const campaigns = mayOpen(ctx, 'campaigns:read') ? (await listCampaigns(ctx, { limit: 50 })).items : [];
  const [outgoing, threads, messages, jobs, letters, failures] = await Promise.all([
    outgoingNeeds(ctx),
    threadNeeds(ctx),
    messageNeeds(ctx),
    jobNeeds(ctx),
    deadLetterNeeds(ctx),
    failuresToDecide(ctx, campaigns),
  ]);
  const needs = [
    ...outgoing,
    ...threads,
    ...messages,
    ...letters,
    ...jobs,
    ...campaignNeeds(ctx.tenant, campaigns, failures, mayOpen(ctx, 'campaigns:write')),
  ];
  return {
    needs: needs.slice(0, shown),
    more: Math.max(0, needs.length - shown),
    // A series sends nothing itself: its runs do.
    sending: campaigns
      .filter(({ status, options }) => (status === 'sending' || status === 'paused') && !options.recurrence)
      .slice(0, 3),
    next: campaigns
      .filter((each) => each.status === 'scheduled')
      .toSorted((a, b) => (a.scheduledAt ?? '').localeCompare(b.scheduledAt ?? ''))
      .slice(0, 4),
    // What went out before it was cancelled was sent.
    last:
      campaigns.find(({ status, totals }) => status === 'completed' || (status === 'cancelled' && totals.sent > 0)) ??
      null,
    draftId: campaigns.find((each) => each.status === 'draft')?.id ?? null,
  };
}
export type HomeFacts = Awaited<ReturnType<typeof homeFacts>>;
