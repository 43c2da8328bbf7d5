import { formatRate } from '@/components/ui/format';
import type { NumberColumn } from './number-table';

interface Heard {
  sent: number;
  opened: number;
  machineOpened: number;
  clicked: number;
  machineClicked: number;
}

/** Opens and clicks of people with their rates, and those of machines beside them. */
export function heardColumns<Row extends Heard>(
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
    ...both('opened', 'Opened', 'machineOpened', 'Machine'),
    // Heads are keys: the space tells the second one from the first.
    ...both('clicked', 'Clicked', 'machineClicked', 'Machine '),
  ];
}
