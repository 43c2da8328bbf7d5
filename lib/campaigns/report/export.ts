import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { getCampaign } from '../read';
import { getReport } from './get';
import { ReportExport, ReportLink, ReportProvider, ReportTime, ReportVariant, ReportWording } from './schema';

const columnsOf = {
  times: Object.keys(ReportTime.shape),
  providers: Object.keys(ReportProvider.shape),
  links: Object.keys(ReportLink.shape),
  variants: Object.keys(ReportVariant.shape),
  wordings: Object.keys(ReportWording.shape),
};
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** One table of the report as a CSV download. Throws `not_found`, `invalid`. */
export async function reportCsv(ctx: Ctx, given: unknown): Promise<Response> {
  const { id, part } = parseInput(ReportExport, given);
  const [campaign, report] = await Promise.all([getCampaign(ctx, { id }), getReport(ctx, { id })]);
  const columns = columnsOf[part];
  const rows = report[part].map((row) =>
    csvLine(columns.map((name) => (row as Record<string, string | number | null>)[name] ?? null)),
  );
  return csvResponse(`${campaign.name} by ${part}.csv`, [csvLine(columns.map(snake)), ...rows]);
}
