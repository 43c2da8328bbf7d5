import { versionName } from '@/components/campaigns/version-name';
import { eventWords, failureText, ruleText, waitText } from '@/components/campaigns/words';
import { FailedBar } from '@/components/messages/failed-bar';
import { SettleBar } from '@/components/messages/settle';
import { outcomeWords, outcomes } from '@/components/outcome/outcomes';
import { DataTable } from '@/components/table/data-table';
import { FilterBar, FilterChip } from '@/components/table/filter-bar';
import { Pager } from '@/components/table/pager';
import { Selection } from '@/components/table/selection';
import { ListSearch } from '@/components/templates/list-search';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { getReport, listRecipients } from '@/lib/campaigns';
import { events, undecidedOf, type Campaign, type Recipient } from '@/lib/campaigns/schema';
import { retriedIn } from '@/lib/campaigns/vocabulary';
import { saidNotSent } from '@/lib/pipeline/vocabulary';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { keysetPager, type KeysetParams } from '../../../../keyset';
import { discardFailedAction, retryFailedAction, settleUncertainAction } from '../../actions';
import { AskAgainBar } from './ask-again';
import { goesInTurn } from './in-turn';
import { recipientColumns } from './recipient-columns';
import { partChips, partsOf, without } from './recipient-parts';
import { isUndecided, listedTotal, undecidedTotal } from './recipient-totals';

type RecipientFilters = Partial<
  Record<
    | 'q'
    | 'outcome'
    | 'reason'
    | 'event'
    | 'machine'
    | 'since'
    | 'until'
    | 'provider'
    | 'link'
    | 'version'
    | 'currency'
    | 'heldOut'
    | 'caught'
    | 'variant'
    | 'undecided',
    string | undefined
  >
>;
type RecipientsProps = { ctx: Ctx; campaign: Campaign; filters: RecipientFilters; keyset: KeysetParams };

type Bar = 'settle' | 'failed' | 'ask';

/** What can be done with the rows of a list: waiting ones are asked about while the campaign is sent. */
function barFor({ status }: Campaign, outcome: string | undefined, reason: string | undefined): Bar | null {
  if (outcome === 'uncertain') return reason ? null : 'settle';
  if (outcome === 'deferred') return status === 'sending' ? 'ask' : null;
  return outcome === 'failed' && reason !== saidNotSent ? 'failed' : null;
}

/** Why the failed ones of this campaign cannot be tried again; null: they can. */
function notAgain({ status, options }: Campaign): string | null {
  if (options.archivedAt) return 'This campaign is archived. Restore it first, then try again.';
  if (retriedIn.includes(status)) return null;
  return `This campaign is ${status} and sends nothing more. Its failed messages can only be discarded.`;
}

type RecipientsBarProps = {
  bar: Bar;
  tenant: string;
  campaign: Campaign;
  total: number | undefined;
  /** Somebody looks for a person: what is done is done to who was found and chosen, not to all of the list. */
  isSearch: boolean;
  undecided: 'true' | undefined;
  reason?: string;
};

function RecipientsBar({ bar, tenant, campaign, total, isSearch, undecided, ...reason }: RecipientsBarProps) {
  const { id, name, totals } = campaign;
  const all = { id, all: true as const };
  if (bar === 'settle')
    return (
      <SettleBar
        {...{ tenant, all }}
        named={{ id }}
        settle={settleUncertainAction}
        total={isSearch ? null : totals.uncertain}
      />
    );
  if (bar === 'ask') {
    const waiting = isSearch ? null : (total ?? totals.deferred);
    return <AskAgainBar tenant={tenant} id={id} inTurn={goesInTurn(campaign)} total={waiting} {...reason} />;
  }
  return (
    <FailedBar
      {...{ tenant, name }}
      named={{ id }}
      all={reason.reason ? { id, reason: reason.reason } : all}
      retry={retryFailedAction}
      discard={discardFailedAction}
      total={isSearch ? null : undecidedTotal(campaign, { ...reason, undecided })}
      most={undecidedOf(campaign)}
      notAgain={notAgain(campaign)}
    />
  );
}

/** What the report calls a version of the message. */
async function sentVersion(ctx: Ctx, id: string, version: string | undefined): Promise<string | null> {
  if (!version) return null;
  const { wordings } = await getReport(ctx, { id });
  const found = wordings.find((each) => each.version === version);
  return found ? versionName(found) : null;
}

/** Every person of the campaign and what happened to each. */
export async function RecipientsTab({ ctx, campaign, filters, keyset }: RecipientsProps) {
  const { tenant } = ctx;
  const outcome = outcomes.find((each) => each === filters.outcome);
  const event = events.find((each) => each === filters.event);
  const reason = filters.reason?.slice(0, 60);
  const parts = partsOf(filters, event);
  const { variants } = campaign.options;
  const undecided = outcome === 'failed' && filters.undecided === 'true' ? ('true' as const) : undefined;
  const variant = variants.find((each) => String(each.position) === filters.variant);
  const chosen = {
    ...(outcome ? { outcome } : {}),
    ...(reason ? { reason } : {}),
    ...(event ? { event } : {}),
    ...parts,
    ...(undecided ? { undecided } : {}),
    ...(variant ? { variant: variant.position } : {}),
  };
  const list = await listRecipients(ctx, { id: campaign.id, ...chosen, cursor: keyset.cursor });
  const href = (params: Partial<typeof chosen>) =>
    pages.campaign(tenant, campaign.id, { tab: 'recipients', ...params });
  const isSearch = parts.q !== undefined;
  const narrowed = Object.keys(without(parts, 'q')).length > 0 || variant !== undefined || event === 'converted';
  const filtered = Boolean(outcome || reason || event || narrowed || isSearch);
  const { totals } = campaign;
  const bar = event || narrowed || !mayOpen(ctx, 'campaigns:send') ? null : barFor(campaign, outcome, reason);
  const ids = list.items.filter(isUndecided).map((row) => row.messageId);
  const total = narrowed || isSearch ? undefined : listedTotal(campaign, { outcome, reason, event, undecided });
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
          <ListSearch label="Find a person" />
          {outcome ? (
            <FilterChip
              field="Outcome"
              operator="is"
              value={outcomeWords[outcome].word}
              removeHref={href(without(chosen, 'outcome', 'undecided'))}
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
          {undecided ? (
            <FilterChip
              field="Decision"
              operator="is"
              value="still to be made"
              removeHref={href(without(chosen, 'undecided'))}
            />
          ) : null}
          {event ? (
            <FilterChip
              field="Came back"
              operator="is"
              value={eventWords[event] ?? event}
              removeHref={href(without(chosen, 'event', 'machine', 'currency'))}
            />
          ) : null}
          {partChips(parts, ctx.timeZone, await sentVersion(ctx, campaign.id, parts.version)).map(
            ({ keys, ...chip }) => (
              <FilterChip key={chip.field} {...chip} removeHref={href(without(chosen, ...keys))} />
            ),
          )}
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
      <Selection ids={ids}>
        <DataTable
          label="Recipients"
          columns={recipientColumns(
            {
              ...{ now: ctx.clock.now().toISOString(), zone: ctx.timeZone, campaign },
              messageHref: ({ messageId }) =>
                pages.campaign(tenant, campaign.id, { tab: 'message', recipient: messageId }),
            },
            { variants: variants.length > 0, handedOver: !outcome || outcome === 'sent' || outcome === 'uncertain' },
          )}
          rows={list.items}
          id={(row) => row.messageId}
          href={(row) => (row.deleted ? null : pages.contact(tenant, row.contactId))}
          {...(bar && ids.length > 0 ? { selectable: (row: Recipient) => (isUndecided(row) ? row.name : null) } : {})}
          empty={empty}
        />
        {bar ? (
          <RecipientsBar {...{ bar, tenant, campaign, total, isSearch, undecided }} {...(reason ? { reason } : {})} />
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
