/** The LIKE pattern of "contains this", with what a person typed taken by the letter. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
