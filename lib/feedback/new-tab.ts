const base = '<base target="_blank">';

/** Makes a mail's links open in a new tab, since the frame that shows it may not go anywhere itself. */
export function openInNewTab(html: string): string {
  const head = /<head\b[^>]*>/i.exec(html) ?? /<html\b[^>]*>/i.exec(html) ?? /<!doctype[^>]*>/i.exec(html);
  if (!head) return `<!doctype html>${base}${html}`;
  const at = head.index + head[0].length;
  return html.slice(0, at) + base + html.slice(at);
}
