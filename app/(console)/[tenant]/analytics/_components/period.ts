import type { Span } from './period-picker';

const dayMs = 86_400_000;
const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const utcDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The period that an address asks for, up to today; the last 30 days when it asks for nothing that can be. */
export function periodOf(
  params: { days?: string | undefined; from?: string | undefined; to?: string | undefined },
  today: string,
): { span: Span; from: string; to: string } {
  const { from, to } = params;
  if (isDay(from) && isDay(to) && from <= to && Date.parse(to) - Date.parse(from) <= 731 * dayMs)
    return { span: 'own', from, to };
  const span = params.days === '7' || params.days === '90' ? params.days : '30';
  return { span, from: utcDay(Date.parse(today) - (Number(span) - 1) * dayMs), to: today };
}

/** Every day of the period, both ends counted. */
export function daysOf(from: string, to: string): string[] {
  const n = Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
  return Array.from({ length: n + 1 }, (_, index) => utcDay(Date.parse(from) + index * dayMs));
}
