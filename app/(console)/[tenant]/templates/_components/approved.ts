import type { Template } from '@/lib/templates/schema';

/** An approved template while it is written. */
export interface ApprovedDraft {
  name: string;
  language: string;
  /** What fills {{1}}, {{2}} and so on; longer than the words need while they are changed. */
  values: readonly string[];
}

export const draftOf = (approved: Template['approved']): ApprovedDraft => ({
  name: approved?.name ?? '',
  language: approved?.language ?? 'en',
  values: approved?.parameters ?? [],
});

const most = 30;
/** The highest place that the words have. */
export const placesOf = (words: string): number =>
  Math.min(most, Math.max(0, ...[...words.matchAll(/\{\{-?\s*(\d{1,3})\s*-?\}\}/g)].map(({ 1: n }) => Number(n))));

const filled = ({ values }: ApprovedDraft, places: number) =>
  Array.from({ length: places }, (_, i) => (values[i] ?? '').trim());

/** As it is saved. */
export const savedAs = (draft: ApprovedDraft, words: string) => ({
  name: draft.name.trim(),
  language: draft.language.trim(),
  parameters: filled(draft, placesOf(words)),
});

/** As it is previewed while name and values are still missing. */
export const shownAs = (draft: ApprovedDraft, words: string) => ({
  ...{ name: 'draft', language: 'en' },
  parameters: filled(draft, placesOf(words)).map((value) => value || '…'),
});
