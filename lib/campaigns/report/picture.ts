import { and, eq } from 'drizzle-orm';
import { templateVersions } from '@/db/schema';
import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { notFound } from '@/lib/platform/errors';
import { withFooter } from '@/lib/pipeline';
import { previewTemplate } from '@/lib/templates';
import { instrumentHtml } from '@/lib/tracking';
import { findCampaign } from '../queries';
import { getReport } from './get';
import { ReportPicture, type ReportLink } from './schema';

const share = (part: number, whole: number) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '0 %');

/** Marks each link by style alone, since nothing runs in the frame. The share stands in the line, where no edge cuts it off. */
function marks(links: readonly ReportLink[]): string {
  const all = links.reduce((sum, link) => sum + link.people, 0);
  const most = Math.max(1, ...links.map((link) => link.people));
  const rules = links.map(({ position, people }) => {
    const heat = people === 0 ? 0 : 0.25 + (0.75 * people) / most;
    const at = `a[href="#ao-link-${position}"]`;
    return `${at}{overflow:visible!important;max-height:none!important;outline:2px solid rgba(27,83,180,${heat.toFixed(2)})!important;outline-offset:1px}
${at}::after{content:"${share(people, all)}";display:inline-block;margin:0 3px 0 5px;vertical-align:middle;padding:0 5px;border-radius:9px;font:600 11px/17px system-ui,sans-serif;white-space:nowrap;text-indent:0;letter-spacing:0;text-transform:none;color:#fff;background:${people > 0 ? '#1b53b4' : '#6b7079'}}`;
  });
  return `<style>${rules.join('\n')}</style>`;
}

/**
 * The message of one template version as its first reader sees it, with each link's share of the people who clicked. Null
 * when the message has no HTML or cannot be shown. Throws `not_found` for a version that was not sent.
 */
export async function reportPicture(ctx: Ctx, given: unknown): Promise<string | null> {
  const { id, version } = parseInput(ReportPicture, given);
  const report = await getReport(ctx, { id });
  const row = await withTenant(ctx, async (tx) => {
    const campaign = await findCampaign(tx, id);
    if (campaign.templateVersionId !== version && !report.links.some((link) => link.version === version))
      throw notFound('message of this campaign');
    const [found] = await tx.tx
      .select()
      .from(templateVersions)
      .where(and(eq(templateVersions.tenantId, ctx.tenant), eq(templateVersions.id, version)));
    return found;
  });
  if (!row || row.bodyHtml.trim() === '') return null;
  const source = withFooter({ subject: row.subject, html: row.bodyHtml, text: row.body });
  const { html } = instrumentHtml(source.html);
  const marked = html.replace(/\{\{ tracking\.l(\d+) \}\}/g, '#ao-link-$1');
  const shown = await previewTemplate(ctx, { ...source, html: marked });
  if (shown.problems.some((problem) => problem.kind !== 'unknown-variable')) return null;
  return shown.html + marks(report.links.filter((link) => link.version === version));
}
