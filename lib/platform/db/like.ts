const maxWords = 8;

/** The words of what a person typed to find something, as many as are looked for. */
export const typedWords = (text: string): string[] => text.trim().split(/\s+/).slice(0, maxWords);

/** Signs that LIKE takes for its own, and those that fold_text makes of others: a full-width percent sign becomes a plain one. */
const signs = /[\\%_＼％＿﹨﹪]/gu;

/** The LIKE pattern of "contains this", with what a person typed taken by the letter. */
export const containing = (text: string): string => `%${text.replace(signs, (sign) => `\\${sign}`)}%`;
