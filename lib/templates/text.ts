import { instrumentText } from '@/lib/tracking';

const optOut = '\n\nOpt out: {{ unsubscribe_url }}';
const mentionsOptOut = (text: string) => /\{\{-?\s*(unsubscribe_url|preferences_url)\b/.test(text);

/** Every mailing tells its reader how to leave; so does a text message whose template forgot. */
const withOptOut = (body: string): string => (mentionsOptOut(body) ? body : body.trimEnd() + optOut);

/** A text template as it is sent: its links in slots when clicks are counted, and a way out. */
export function textForSending(body: string, { clicks }: { clicks: boolean }) {
  const { text, links } = clicks ? instrumentText(body) : { text: body, links: [] };
  return { text: withOptOut(text), links };
}
