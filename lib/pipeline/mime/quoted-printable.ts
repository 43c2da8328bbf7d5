const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
const lineLimit = 75;
const softBreak = '=\r\n';
const dot = 0x2e;

// No line begins with a dot, so that SMTP has nothing to stuff; no line ends with a blank.
const plain = /^[ -<>-~]*$/;

/**
 * Encodes one piece of a text (UTF-8) as quoted-printable so that pieces can simply be joined: each starts on a fresh line,
 * and ends with a soft break unless its last line is empty. Lines have at most 76 characters.
 */
export function encodePiece(text: string): string {
  if (text === '') return '';
  if (!plain.test(text)) return encodeBytes(text);
  return text.length <= lineLimit && text.charCodeAt(0) !== dot ? text + softBreak : encodePlain(text);
}

/**
 * A piece as `writePiece` takes it: what is plain stays as it is and is broken into lines where it is written, since strings made of
 * parts are most of what a message leaves to the garbage collector.
 */
export function preparePiece(text: string): string {
  return text !== '' && plain.test(text) && !hasDottedLine(text) ? text : encodePiece(text);
}

function hasDottedLine(text: string): boolean {
  for (let at = 0; at < text.length; at += lineLimit) if (text.charCodeAt(at) === dot) return true;
  return false;
}

/** Encoded text ends with a line break, plain text has none. */
const isEncoded = (piece: string): boolean => piece === '' || piece.charCodeAt(piece.length - 1) === 0x0a;

/** How many bytes a prepared piece takes. */
export const sizeOfPiece = (piece: string): number =>
  isEncoded(piece) ? piece.length : piece.length + softBreak.length * Math.ceil(piece.length / lineLimit);

/** Writes a prepared piece from `at` on; the bytes are those of `encodePiece`. Gives where the next one goes. */
export function writePiece(bytes: Buffer, at: number, piece: string): number {
  const length = bytes.write(piece, at, 'latin1');
  if (isEncoded(piece)) return at + length;
  const lines = Math.ceil(length / lineLimit);
  // The last line moves first: nothing is written over that has not moved.
  for (let line = lines - 1; line >= 0; line--) {
    const from = at + line * lineLimit;
    const moved = line * softBreak.length;
    const end = Math.min(from + lineLimit, at + length);
    if (line > 0) bytes.copyWithin(from + moved, from, end);
    bytes[end + moved] = 0x3d;
    bytes[end + moved + 1] = 0x0d;
    bytes[end + moved + 2] = 0x0a;
  }
  return at + length + lines * softBreak.length;
}

function encodePlain(text: string): string {
  let out = '';
  for (let at = 0; at < text.length;) {
    const dotted = text.charCodeAt(at) === dot;
    const end = at + (dotted ? lineLimit - 2 : lineLimit);
    out += (dotted ? hex[dot] + text.slice(at + 1, end) : text.slice(at, end)) + softBreak;
    at = end;
  }
  return out;
}

function encodeBytes(text: string): string {
  const bytes = Buffer.from(text.replace(/\r\n|\r|\n/g, '\n'), 'utf8');
  let out = '';
  let line = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x0a) {
      out += `${line}\r\n`;
      line = '';
      continue;
    }
    const token = mustEncode(byte, line === '', bytes[i + 1] === 0x0a) ? hex[byte]! : String.fromCharCode(byte);
    if (line.length + token.length > lineLimit) {
      out += line + softBreak;
      line = byte === dot ? hex[dot]! : token;
    } else line += token;
  }
  return line === '' ? out : out + line + softBreak;
}

function mustEncode(byte: number, lineStart: boolean, lineEnd: boolean): boolean {
  if (byte === 0x20 || byte === 0x09) return lineEnd;
  return byte < 0x21 || byte > 0x7e || byte === 0x3d || (lineStart && byte === dot);
}
