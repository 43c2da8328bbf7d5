import { BarSeries } from '@/components/charts/bar-series';
import type { DataTone } from '@/components/charts/types';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import type { CampaignReport, ReportTime } from '@/lib/campaigns/schema';
import { comesBack } from '@/lib/campaigns/vocabulary';
import { CsvLink } from './csv-link';
import { NumberTable, type NumberColumn } from './number-table';
import { endOf, timeLabel, withGaps } from './words';

type TimesProps = {
  channel: string;
  report: CampaignReport;
  zone: string;
  csvHref: string;
  list: (params: Record<string, string>) => string;
};
const charts = [
  ['sent', 'Sent', 1],
  ['opened', 'Opened by people', 3],
  ['clicked', 'Clicked by people', 4],
] as const satisfies readonly (readonly [keyof ReportTime, string, DataTone])[];

/** When it was sent, and when people reacted. */
export function TimesCard({ channel, report: { times, unit }, zone, csvHref, list }: TimesProps) {
  const heard = (event: string, ...columns: NumberColumn<ReportTime>[]) => (comesBack(channel, event) ? columns : []);
  const column = (
    head: string,
    key: Exclude<keyof ReportTime, 'at'>,
    params: Record<string, string>,
    quiet = false,
  ): NumberColumn<ReportTime> => ({
    head,
    value: (time) => time[key],
    href: (time) => list({ ...params, since: time.at, until: endOf(time.at, unit, zone) }),
    quiet,
  });
  return (
    <Card
      title={unit === 'day' ? 'By day' : 'By hour'}
      meta={`in ${zone}`}
      actions={<CsvLink href={csvHref} what="by time" />}
      flush
    >
      <div className="grid gap-4 p-4 lg:grid-cols-3">
        {charts
          .filter(([key]) => key === 'sent' || comesBack(channel, key))
          .map(([key, title, tone]) => {
            const points = withGaps(times, unit, (time) => time[key]);
            const best = points.reduce((a, b) => (b.value > a.value ? b : a), { at: '', value: 0 });
            return (
              <BarSeries
                key={key}
                title={title}
                tone={tone}
                heads={[unit === 'day' ? 'Day' : 'Hour', title]}
                finding={
                  best.value === 0
                    ? `${title}: none so far.`
                    : `${title}: most at ${timeLabel(best.at, unit, zone)} with ${formatNumber(best.value)}.`
                }
                points={points.map(({ at, value }) => ({ label: timeLabel(at, unit, zone), value }))}
              />
            );
          })}
      </div>
      <NumberTable
        label={unit === 'day' ? 'By day' : 'By hour'}
        head={unit === 'day' ? 'Day' : 'Hour'}
        rows={times}
        id={(time) => time.at}
        name={(time) => <span className="whitespace-nowrap">{timeLabel(time.at, unit, zone)}</span>}
        words={(time) => timeLabel(time.at, unit, zone)}
        height={320}
        columns={[
          column('Sent', 'sent', {}),
          ...heard(
            'opened',
            column('Opened', 'opened', { event: 'opened' }),
            column('Machine', 'machineOpened', { event: 'opened', machine: 'true' }, true),
          ),
          ...heard(
            'clicked',
            column('Clicked', 'clicked', { event: 'clicked' }),
            column('Machine ', 'machineClicked', { event: 'clicked', machine: 'true' }, true),
          ),
          ...heard('replied', column('Replied', 'replied', { event: 'replied' })),
          column('Unsubscribed', 'unsubscribed', { event: 'unsubscribed' }),
          ...heard('bounced', column('Bounced', 'bounced', { event: 'bounced' })),
          column('Converted', 'converted', { event: 'converted' }),
        ]}
      />
    </Card>
  );
}
