const dash = 0x2d;
/** Where each byte's two digits stand in a UUID. */
const digits = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
/** By character code: what a lower-case hexadecimal digit stands for; 255 for anything else. */
const values = new Uint8Array(128).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) values[digit.charCodeAt(0)] = value;

let lastId: string | null = null;
const lastWords = new Uint32Array(4);
const lastBytes = Buffer.from(lastWords.buffer);

/**
 * The 16 bytes of a message's id, good until the next call: a message signs several tokens in a row, and its id is checked and read
 * once. Throws RangeError for anything but a lower-case UUID.
 */
export function idBytes(messageId: string): Buffer {
  if (messageId === lastId) return lastBytes;
  lastId = null;
  let isUuid =
    messageId.length === 36 &&
    messageId.charCodeAt(8) === dash &&
    messageId.charCodeAt(13) === dash &&
    messageId.charCodeAt(18) === dash &&
    messageId.charCodeAt(23) === dash;
  for (let i = 0; isUuid && i < 16; i++) {
    const high = values[messageId.charCodeAt(digits[i]!)] ?? 255;
    const low = values[messageId.charCodeAt(digits[i]! + 1)] ?? 255;
    isUuid = high < 16 && low < 16;
    lastBytes[i] = 16 * high + low;
  }
  if (!isUuid) throw new RangeError('a token needs a lower-case UUID');
  lastId = messageId;
  return lastBytes;
}

/** The same bytes, four at a time. */
export function idWords(messageId: string): Uint32Array {
  idBytes(messageId);
  return lastWords;
}
