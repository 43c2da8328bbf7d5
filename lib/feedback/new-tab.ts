import { escapeHtml } from '@/lib/templates';

const base = '<base target="_blank">';

/** Makes a mail's links open in a new tab, since the frame that shows it may not go anywhere itself; shown without a frame it has a title. */
export function openInNewTab(html: string, title = ''): string {
  const first = (title ? `<title>${escapeHtml(title)}</title>` : '') + base;
  const head = /<head\b[^>]*>/i.exec(html) ?? /<html\b[^>]*>/i.exec(html) ?? /<!doctype[^>]*>/i.exec(html);
  if (!head) return `<!doctype html>${first}${html}`;
  const at = head.index + head[0].length;
  return html.slice(0, at) + first + html.slice(at);
}
