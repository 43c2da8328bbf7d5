import { formatRate } from '@/components/ui/format';
import { comesBack } from '@/lib/campaigns/vocabulary';
import type { NumberColumn } from './number-table';

interface Heard {
  sent: number;
  opened: number;
  machineOpened: number;
  clicked: number;
  machineClicked: number;
}

/** Opens and clicks of people with their rates, and those of machines beside them; what the channel does not tell is left out. */
export function heardColumns<Row extends Heard>(
  channel: string,
  of: (params: Record<string, string>) => (row: Row) => string,
): NumberColumn<Row>[] {
  const both = (event: 'opened' | 'clicked', head: string, machine: 'machineOpened' | 'machineClicked', by: string) => [
    {
      ...{ head, value: (row: Row) => row[event], href: of({ event }) },
      note: (row: Row) => formatRate(row[event], row.sent),
    },
    { head: by, value: (row: Row) => row[machine], href: of({ event, machine: 'true' }), quiet: true },
  ];
  return [
    ...(comesBack(channel, 'opened') ? both('opened', 'Opened', 'machineOpened', 'Machine') : []),
    // Heads are keys: the space tells the second one from the first.
    ...(comesBack(channel, 'clicked') ? both('clicked', 'Clicked', 'machineClicked', 'Machine ') : []),
  ];
}
