const end = '.\r\n';

/** The bytes that follow a 354: dot-stuffed, CRLF lines only, ended by the lone dot. */
export function wireBody(raw: Buffer, canonical: boolean): Buffer {
  const body = canonical || isCanonical(raw) ? raw : canonicalise(raw);
  const closed = body.length === 0 || (body.at(-1) === 0x0a && body.at(-2) === 0x0d);
  return Buffer.concat([body, Buffer.from(closed ? end : `\r\n${end}`)]);
}

/** The same in parts to be written one after the other: canonical bytes are not copied. */
export const wireParts = (raw: Buffer, canonical: boolean): (Buffer | string)[] =>
  canonical && raw.at(-1) === 0x0a && raw.at(-2) === 0x0d ? [raw, end] : [wireBody(raw, canonical)];

function isCanonical(raw: Buffer): boolean {
  let lineStart = true;
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i];
    if (lineStart && byte === 0x2e) return false;
    if (byte === 0x0d && raw[i + 1] !== 0x0a) return false;
    if (byte === 0x0a && raw[i - 1] !== 0x0d) return false;
    lineStart = byte === 0x0a;
  }
  return true;
}

// A bare CR or LF beside a dot could end the message early on some servers and smuggle a second one.
function canonicalise(raw: Buffer): Buffer {
  return Buffer.from(
    raw
      .toString('latin1')
      .replace(/\r\n|\r|\n/g, '\r\n')
      .replace(/^\./gm, '..'),
    'latin1',
  );
}
