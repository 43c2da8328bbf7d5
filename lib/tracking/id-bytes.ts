const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastId: string | null = null;
const lastWords = new Uint32Array(4);
const lastBytes = Buffer.from(lastWords.buffer);

/**
 * The 16 bytes of a message's id, good until the next call: a message signs several tokens in a row, and its id is checked and read
 * once. Throws RangeError for anything but a lower-case UUID.
 */
export function idBytes(messageId: string): Buffer {
  if (messageId === lastId) return lastBytes;
  if (!uuidPattern.test(messageId)) throw new RangeError('a token needs a lower-case UUID');
  lastId = null;
  lastBytes.write(messageId.replaceAll('-', ''), 'hex');
  lastId = messageId;
  return lastBytes;
}

/** The same bytes, four at a time. */
export function idWords(messageId: string): Uint32Array {
  idBytes(messageId);
  return lastWords;
}
