import { eventWords, failureText, ruleText, waitText } from '@/components/campaigns/words';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import { outcomeWords, outcomes } from '@/components/outcome/outcomes';
import { DataTable, type Column } from '@/components/table/data-table';
import { FilterBar, FilterChip } from '@/components/table/filter-bar';
import { Pager } from '@/components/table/pager';
import { Selection } from '@/components/table/selection';
import { PersonCell } from '@/components/table/person-cell';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { listRecipients } from '@/lib/campaigns';
import { events, type Campaign, type Recipient } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { keysetPager, type KeysetParams } from '../../../../keyset';
import { AskAgainBar } from './ask-again';
import { goesInTurn } from './in-turn';
import { partChips, partsOf, without } from './recipient-parts';
import { RetryBar } from './retry';
import { SettleBar } from './settle';

type RecipientFilters = Partial<
  Record<
    'outcome' | 'reason' | 'event' | 'machine' | 'since' | 'until' | 'provider' | 'link' | 'variant',
    string | undefined
  >
>;
type RecipientsProps = { ctx: Ctx; campaign: Campaign; filters: RecipientFilters; keyset: KeysetParams };

/** Why this person was not sent to, or what the server said: the fact that decided. */
const whyOf = (row: Recipient, channel: string): string => {
  if (row.outcome === 'skipped' || (row.outcome === 'deferred' && !row.error))
    return row.steps.at(-1)?.fact ?? (row.reason ? `${failureText(row.reason, channel)}.` : '');
  if (row.outcome === 'uncertain') return 'Handed over without an answer; not re-sent.';
  return row.error ?? '';
};

const marks = (row: Recipient) =>
  (
    [
      ['Opened', row.openedAt],
      ['Clicked', row.clickedAt],
      ['Replied', row.repliedAt],
      ['Unsubscribed', row.unsubscribedAt],
      ['Bounced', row.bouncedAt],
    ] as const
  ).filter(([, at]) => at !== null);

const columnsFor = (now: string, zone: string, channel: string): Column<Recipient>[] => [
  {
    key: 'name',
    head: 'Person',
    cell: (row) => <PersonCell name={row.name} {...(row.address ? { fallback: row.address } : {})} />,
    phone: 'title',
    width: '22%',
  },
  {
    key: 'address',
    head: 'Address',
    cell: (row) => <span className="text-ink-2">{row.address ?? '–'}</span>,
    wide: true,
  },
  {
    key: 'outcome',
    head: 'Outcome',
    cell: (row) => <OutcomeBadge outcome={row.outcome} />,
    phone: 'side',
    width: '8rem',
  },
  {
    key: 'why',
    head: 'Why',
    cell: (row) => <span className="text-ink-2">{whyOf(row, channel) || '–'}</span>,
    phone: 'sub',
  },
  {
    key: 'back',
    head: 'Came back',
    cell: (row) => (
      <span className="flex flex-wrap gap-1">
        {marks(row).map(([word]) => (
          <Badge key={word} tone={word === 'Bounced' ? 'bad' : word === 'Unsubscribed' ? 'warn' : 'good'}>
            {word}
          </Badge>
        ))}
      </span>
    ),
  },
  {
    key: 'at',
    head: 'When',
    cell: (row) => <Time at={row.dueAt ?? row.sentAt ?? row.at} now={now} zone={zone} />,
    width: '6rem',
    wide: true,
  },
];

type Bar = 'settle' | 'retry' | 'ask';

/** What can be done with the rows of a list: of failed ones only while the campaign can go on, of waiting ones while it does. */
function barFor({ status, options }: Campaign, outcome: string | undefined, reason: string | undefined): Bar | null {
  if (outcome === 'uncertain') return reason ? null : 'settle';
  if (outcome === 'deferred') return status === 'sending' ? 'ask' : null;
  if (outcome !== 'failed' || options.archivedAt) return null;
  return ['sending', 'paused', 'completed'].includes(status) ? 'retry' : null;
}

type RecipientsBarProps = {
  bar: Bar;
  tenant: string;
  campaign: Campaign;
  total: number | undefined;
  reason?: string;
};

function RecipientsBar({ bar, tenant, campaign, total, ...reason }: RecipientsBarProps) {
  const { id, name, totals } = campaign;
  if (bar === 'settle') return <SettleBar tenant={tenant} id={id} total={totals.uncertain} />;
  if (bar === 'ask')
    return (
      <AskAgainBar tenant={tenant} id={id} inTurn={goesInTurn(campaign)} total={total ?? totals.deferred} {...reason} />
    );
  return <RetryBar tenant={tenant} id={id} name={name} total={total ?? totals.failed} {...reason} />;
}

/** Every person of the campaign and what happened to each. */
export async function RecipientsTab({ ctx, campaign, filters, keyset }: RecipientsProps) {
  const { tenant } = ctx;
  const outcome = outcomes.find((each) => each === filters.outcome);
  const event = events.find((each) => each === filters.event);
  const reason = filters.reason?.slice(0, 60);
  const parts = partsOf(filters, event);
  const variant = campaign.options.variants.find((each) => String(each.position) === filters.variant);
  const chosen = {
    ...(outcome ? { outcome } : {}),
    ...(reason ? { reason } : {}),
    ...(event ? { event } : {}),
    ...parts,
    ...(variant ? { variant: variant.position } : {}),
  };
  const list = await listRecipients(ctx, { id: campaign.id, ...chosen, cursor: keyset.cursor });
  const href = (params: Partial<typeof chosen>) =>
    pages.campaign(tenant, campaign.id, { tab: 'recipients', ...params });
  const narrowed = Object.keys(parts).length > 0 || variant !== undefined || event === 'converted';
  const filtered = Boolean(outcome || reason || event || narrowed);
  const { totals } = campaign;
  const bar = event || narrowed || !mayOpen(ctx, 'campaigns:send') ? null : barFor(campaign, outcome, reason);
  const total = narrowed
    ? undefined
    : reason
      ? (outcome === 'deferred' ? campaign.deferredBy : { ...campaign.failedBy, ...campaign.skippedBy })[reason]
      : event && !outcome
        ? totals[event]
        : outcome && !event
          ? totals[outcome]
          : filtered
            ? undefined
            : totals.planned;
  const empty = filtered ? (
    <EmptyState
      icon="list-filter"
      title="Nobody is here"
      actions={<ButtonLink href={href({})}>Show all recipients</ButtonLink>}
    />
  ) : (
    <EmptyState icon="users" title="Nobody is planned yet">
      The recipients appear as soon as the campaign starts and its audience is fixed.
    </EmptyState>
  );
  return (
    <>
      <div className="px-6 max-md:px-4">
        <FilterBar
          end={
            <a
              href={`/api/v1/campaigns/${campaign.id}/recipients.csv?${new URLSearchParams({ tenant, ...Object.fromEntries(Object.entries(chosen).map(([k, v]) => [k, String(v)])) })}`}
              download
              className="link inline-flex min-h-7 items-center pointer-coarse:min-h-11"
            >
              Export CSV
            </a>
          }
        >
          {outcome ? (
            <FilterChip
              field="Outcome"
              operator="is"
              value={outcomeWords[outcome].word}
              removeHref={href(without(chosen, 'outcome'))}
            />
          ) : null}
          {reason ? (
            <FilterChip
              field={ruleText(reason)}
              operator="is"
              value={(outcome === 'deferred' ? waitText : failureText)(reason, campaign.channel)}
              removeHref={href(without(chosen, 'reason'))}
            />
          ) : null}
          {event ? (
            <FilterChip
              field="Came back"
              operator="is"
              value={eventWords[event] ?? event}
              removeHref={href(without(chosen, 'event', 'machine'))}
            />
          ) : null}
          {partChips(parts, ctx.timeZone).map(({ keys, ...chip }) => (
            <FilterChip key={chip.field} {...chip} removeHref={href(without(chosen, ...keys))} />
          ))}
          {variant ? (
            <FilterChip
              field="Variant"
              operator="is"
              value={variant.name}
              removeHref={href(without(chosen, 'variant'))}
            />
          ) : null}
          {filtered
            ? null
            : outcomes
                .filter((each) => totals[each] > 0)
                .map((each) => (
                  <ButtonLink key={each} size="sm" variant="ghost" href={href({ outcome: each })}>
                    {outcomeWords[each].word}
                  </ButtonLink>
                ))}
        </FilterBar>
      </div>
      <Selection ids={list.items.map((row) => row.messageId)}>
        <DataTable
          label="Recipients"
          columns={columnsFor(ctx.clock.now().toISOString(), ctx.timeZone, campaign.channel)}
          rows={list.items}
          id={(row) => row.messageId}
          href={(row) => pages.contact(tenant, row.contactId)}
          {...(bar ? { selectable: (row: Recipient) => row.name } : {})}
          empty={empty}
        />
        {bar ? (
          <RecipientsBar bar={bar} tenant={tenant} campaign={campaign} total={total} {...(reason ? { reason } : {})} />
        ) : null}
        {list.items.length > 0 ? (
          <Pager
            {...keysetPager(href(chosen), keyset, {
              shown: list.items.length,
              nextCursor: list.nextCursor,
              ...(total === undefined ? {} : { total }),
            })}
          />
        ) : null}
      </Selection>
    </>
  );
}
