/** Signs that LIKE takes for its own, and those that fold_text makes of others: a full-width percent sign becomes a plain one. */
const signs = /[\\%_＼％＿﹨﹪]/gu;

/** The LIKE pattern of "contains this", with what a person typed taken by the letter. */
export const containing = (text: string): string => `%${text.replace(signs, (sign) => `\\${sign}`)}%`;
