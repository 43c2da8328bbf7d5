/** Why a browser is written to no more: turned off there, its push service said so, or a newer one took its place. */
export const endReasons = ['turned_off', 'gone', 'replaced'] as const;
export type EndReason = (typeof endReasons)[number];

/** Browsers of one person; the oldest makes room for one more. */
export const mostBrowsers = 10;
/** Of one person, to be looked up; they go after a time in any case. */
export const mostEnded = 40;
