import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { zonedIso } from '@/lib/platform/zones';
import { getCampaign } from '../read';
import { getReport } from './get';
import {
  ReportExport,
  ReportLink,
  ReportProvider,
  ReportRevenue,
  ReportTime,
  ReportVariant,
  ReportWording,
} from './schema';

const columnsOf = {
  times: Object.keys(ReportTime.shape),
  providers: Object.keys(ReportProvider.shape),
  links: Object.keys(ReportLink.shape),
  variants: Object.keys(ReportVariant.shape),
  wordings: Object.keys(ReportWording.shape),
  revenue: Object.keys(ReportRevenue.shape),
};
type Cell = string | number | null;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** One table of the report as a CSV download. Throws `not_found`, `invalid`. */
export async function reportCsv(ctx: Ctx, given: unknown): Promise<Response> {
  const { id, part } = parseInput(ReportExport, given);
  const [campaign, report] = await Promise.all([getCampaign(ctx, { id }), getReport(ctx, { id })]);
  const columns = columnsOf[part];
  // An hour or a day begins by the organisation's clock: in UTC its day would be read as the one before.
  const begun = (name: string, cell: Cell) => (name === 'at' ? zonedIso(String(cell), ctx.timeZone) : cell);
  const rows = report[part].map((row) =>
    csvLine(columns.map((name) => begun(name, (row as Record<string, Cell>)[name] ?? null))),
  );
  return csvResponse(`${campaign.name} by ${part}.csv`, [csvLine(columns.map(snake)), ...rows]);
}
