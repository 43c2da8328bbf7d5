'use client';

import Link from 'next/link';
import { Field } from '@/components/form/field';
import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/checkbox';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { EmptyState } from '@/components/ui/states';
import { ButtonLink } from '@/components/ui/button';
import { pages } from '@/lib/paths';
import { FindSegment, type SegmentChoice } from './find-segment';
import type { CampaignDraft } from './use-campaign-draft';

type AudienceStepProps = {
  tenant: string;
  draft: CampaignDraft;
  edit: (part: Partial<CampaignDraft>) => void;
  /** The first ones by name, and what was found before. */
  segments: readonly SegmentChoice[];
  /** There are others, to be found by typing. */
  more: boolean;
  onFound: (segment: SegmentChoice) => void;
  errors: Record<string, string>;
};

const toggled = (list: readonly string[], id: string, on: boolean) =>
  on ? [...new Set([...list, id])] : list.filter((each) => each !== id);

/** The name, who gets it, and who is left out of them. */
export function AudienceStep({ tenant, draft, edit, segments, more, onFound, errors }: AudienceStepProps) {
  const include = (id: string, on: boolean) =>
    edit({
      segmentIds: toggled(draft.segmentIds, id, on),
      excludedSegmentIds: draft.excludedSegmentIds.filter((each) => each !== id),
    });
  const exclude = (id: string, on: boolean) => edit({ excludedSegmentIds: toggled(draft.excludedSegmentIds, id, on) });
  if (segments.length === 0) {
    return (
      <Card>
        <EmptyState
          icon="circle-dashed"
          title="There is no segment to send to yet"
          actions={
            <ButtonLink variant="primary" icon="plus" href={pages.newSegment(tenant)}>
              New segment
            </ButtonLink>
          }
        >
          A segment says who a campaign is for, for example everybody with an email address who agreed to news.
        </EmptyState>
      </Card>
    );
  }
  const most = segments
    .filter((each) => draft.segmentIds.includes(each.id))
    .reduce((sum, each) => sum + each.memberCount, 0);
  const others = segments.filter((each) => !draft.segmentIds.includes(each.id));
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <Field name="name" label="Name of the campaign" help="Recipients do not see it." error={errors['name']}>
          <Input
            value={draft.name}
            onChange={(event) => edit({ name: event.target.value })}
            maxLength={160}
            autoComplete="off"
          />
        </Field>
      </Card>
      <Card title="Send to" meta={draft.segmentIds.length > 0 ? `at most ${formatNumber(most)} people` : null}>
        <fieldset>
          <legend className="sr-only">Segments to send to</legend>
          <div className="max-h-96 overflow-auto scroll-thin">
            {segments.map((each) => (
              <Checkbox
                key={each.id}
                checked={draft.segmentIds.includes(each.id)}
                onChange={(event) => include(each.id, event.target.checked)}
                label={<SegmentName segment={each} />}
                help={each.ruleInWords}
              />
            ))}
          </div>
        </fieldset>
        {more ? (
          <FindSegment
            tenant={tenant}
            label="Find another segment to send to"
            onTake={(segment) => {
              onFound(segment);
              include(segment.id, true);
            }}
          />
        ) : null}
        {errors['segmentIds'] ? <p className="mt-2 text-xs text-bad-text">{errors['segmentIds']}</p> : null}
        <p className="mt-2 text-xs text-ink-3">
          Somebody else?{' '}
          <Link className="link" href={pages.newSegment(tenant)}>
            New segment
          </Link>
        </p>
      </Card>
      {others.length > 0 ? (
        <Card>
          <details open={draft.excludedSegmentIds.length > 0}>
            <summary className="font-semibold">Leave out people of other segments</summary>
            <fieldset className="mt-2">
              <legend className="sr-only">Segments to leave out</legend>
              {others.map((each) => (
                <Checkbox
                  key={each.id}
                  checked={draft.excludedSegmentIds.includes(each.id)}
                  onChange={(event) => exclude(each.id, event.target.checked)}
                  label={<SegmentName segment={each} />}
                  help={each.ruleInWords}
                />
              ))}
            </fieldset>
            {more ? (
              <FindSegment
                tenant={tenant}
                label="Find another segment to leave out"
                except={draft.segmentIds}
                onTake={(segment) => {
                  onFound(segment);
                  exclude(segment.id, true);
                }}
              />
            ) : null}
          </details>
        </Card>
      ) : null}
    </div>
  );
}

function SegmentName({ segment }: { segment: SegmentChoice }) {
  return (
    <span>
      <span className="font-medium">{segment.name}</span>{' '}
      <span className="text-ink-3 figures">{formatNumber(segment.memberCount)}</span>
    </span>
  );
}
