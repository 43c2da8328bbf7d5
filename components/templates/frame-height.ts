// In rem.
/** What most messages begin with. */
export const usualHeight = 35;
const most = 4 * usualHeight;
const least = 8;
const lineHeight = 1.25;
/** So many of a fixed width stand in a line of a phone. */
const lineLength = 40;

/** How tall a text's frame begins: as the text needs it, within bounds. Null: no text alone, whose height nobody can tell. */
export function beginHeight(text: string | null): number {
  if (text === null) return usualHeight;
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lineLength)), 0);
  return Math.min(usualHeight, Math.max(least, (lines + 2) * lineHeight));
}

/** The next height; the same at the end. */
export const taller = (height: number): number => Math.min(most, (Math.floor(height / usualHeight) + 1) * usualHeight);

/** The one before, down to where it began. */
export const shorter = (height: number, begin: number): number =>
  Math.max(begin, (Math.ceil(height / usualHeight) - 1) * usualHeight);
