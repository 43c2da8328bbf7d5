const maxSubject = 300;
// What mail programs of many languages put before an answered or forwarded subject, once or again and again.
const prefix =
  /^\s*(?:(?:re|aw|antw|antwort|sv|vs|vá|odp|ynt|rif|r|res|enc|fwd?|fw|wg|tr|rv|doorst|vl|i|答复|回复|转发|回覆|轉寄)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*)+/iu;

/** One line without control characters, of a length that lists can show. */
export const cleanLine = (text: string, max = maxSubject): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, max);

/** The subject without "Re:", "AW:", "Fwd:" and the like; never empty. */
export const subjectRoot = (subject: string): string =>
  cleanLine(cleanLine(subject).replace(prefix, '')) || '(no subject)';
