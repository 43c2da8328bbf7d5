/** The box of every text control: line, ground, focus, invalid, read-only (no box). */
export const controlClass =
  'w-full min-w-0 rounded-sm border border-line-strong bg-surface px-2.25 text-ink [&[readonly]]:border-transparent [&[readonly]]:bg-transparent [&[readonly]]:px-0 aria-invalid:border-bad aria-invalid:inset-ring aria-invalid:inset-ring-bad disabled:border-line disabled:text-ink-3';
