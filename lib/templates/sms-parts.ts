// The basic alphabet of GSM; a letter outside it makes the whole message twice as large.
const basic = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[\]~|€]*$/;
const twice = /[\^{}\\[\]~|€]/g;

/** The first letter of a text that is outside the basic alphabet; null: the whole text is basic. */
export const wideLetter = (text: string): string | null => [...text].find((letter) => !basic.test(letter)) ?? null;

/** How many SMS a text takes, as it stands. */
export function smsParts(text: string): number {
  const isBasic = basic.test(text);
  const length = isBasic ? text.length + (text.match(twice)?.length ?? 0) : text.length;
  const [alone, joined] = isBasic ? [160, 153] : [70, 67];
  return length <= alone ? Math.min(1, length) : Math.ceil(length / joined);
}
