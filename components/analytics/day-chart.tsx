import { BarSeries } from '../charts/bar-series';
import type { DataTone } from '../charts/types';
import { formatNumber } from '../ui/format';
import { dayLabel } from './words';

type DayChartProps = {
  title: string;
  days: readonly { day: string; value: number }[];
  today: string;
  tone?: DataTone;
  height?: number;
};

/** One measure by day; the day that still runs is drawn lighter. */
export function DayChart({ title, days, today, tone, height }: DayChartProps) {
  const total = days.reduce((sum, each) => sum + each.value, 0);
  const best = days.reduce((most, each) => (each.value > most.value ? each : most), { day: '', value: 0 });
  const finding =
    total === 0
      ? `${title}: none in these ${days.length} days.`
      : `${title}: ${formatNumber(total)} in ${days.length} days, most on ${dayLabel(best.day)} with ${formatNumber(best.value)}.`;
  return (
    <BarSeries
      title={title}
      finding={finding}
      heads={['Day', title]}
      points={days.map(({ day, value }) => ({
        label: dayLabel(day),
        value,
        ...(day === today ? { soFar: true } : {}),
      }))}
      {...(tone ? { tone } : {})}
      {...(height ? { height } : {})}
    />
  );
}
