import type { CsvFormat, RawRow, ReadPoint } from './format';
import { unitBytes, unitDecoder } from './format';

/** Units (bytes, or characters of UTF-16) that one record may have. */
export const MAX_RECORD = 1 << 20;
export const MAX_CELLS = 1000;

const PREVIEW = 200;
/** Not decidable before more of the file is there. */
const MORE = -1;
/** A quote was opened and not closed within bounds. */
const OPEN = -2;

/**
 * Cuts units into records and keeps the byte offset behind each. It exists beside csv-parse because an import goes on at a
 * byte after a kill, reads on after an unclosed quote, and reads ten times as fast; the tests hold it to csv-parse.
 */
export class RecordScanner {
  private text = '';
  private pos = 0;
  private base: number;
  private line: number;
  private oneLineUntil: number;
  private quoteAt = 0;
  private breakAt = 0;
  private delimiterAt = 0;
  private skipping: RawRow | null = null;
  private final = false;
  private readonly unit: 1 | 2;
  private readonly decode: (units: string) => string;
  private readonly br: string;
  private readonly delimiter: string;
  /** The border behind the last record that was handed out. */
  point: ReadPoint;

  constructor(format: CsvFormat, from: ReadPoint) {
    this.unit = unitBytes(format.encoding);
    this.decode = unitDecoder(format.encoding);
    this.br = format.newline === '\r' ? '\r' : '\n';
    this.delimiter = format.delimiter;
    this.base = from.offset / this.unit;
    this.line = from.line;
    this.oneLineUntil = from.oneLineUntil / this.unit;
    this.point = { ...from };
  }

  /** Adds what follows; `final` says that nothing more will come. */
  push(units: string, final: boolean): void {
    this.text = this.text.slice(this.pos) + units;
    this.base += this.pos;
    this.pos = this.quoteAt = this.breakAt = this.delimiterAt = 0;
    this.final = final;
  }

  /** The next record, or null: push more, or, after the final push, the end. Empty lines are passed over. */
  next(): RawRow | null {
    while (this.pos < this.text.length || this.skipping) {
      if (this.skipping) return this.finishSkipping();
      const end = this.lineEnd(this.pos);
      const size = (end === MORE ? this.text.length : end) - this.pos;
      if (size > MAX_RECORD) this.startSkipping();
      else if (end === MORE && this.base + this.pos < this.oneLineUntil) return null;
      else if (this.find('quote', this.pos) < (end === MORE ? this.text.length : end)) return this.quoted(end);
      else if (end === MORE) return null;
      else if (this.trimmed(this.pos, end) === this.pos) this.advance(end, 1);
      else return this.plain(end);
    }
    return null;
  }

  private plain(end: number): RawRow {
    const line = this.decode(this.text.slice(this.pos, this.trimmed(this.pos, end)));
    return this.emit(end, 1, line.split(this.delimiter, MAX_CELLS + 1));
  }

  private quoted(lineEnd: number): RawRow | null {
    const start = this.pos;
    const bounded = this.base + start < this.oneLineUntil && lineEnd !== MORE;
    const limit = bounded ? lineEnd : start + MAX_RECORD;
    const cells: string[] = [];
    let lines = 0;
    for (let at = start; ;) {
      const cell = this.text[at] === '"' ? this.closing(at + 1, limit) : at;
      if (cell === MORE) return null;
      if (cell === OPEN) return this.unclosed(lineEnd, limit);
      const end = this.lineEnd(cell);
      if (end === MORE || end > limit) {
        return end === MORE && this.text.length <= limit ? null : this.unclosed(lineEnd, limit);
      }
      const comma = this.find('delimiter', cell);
      const last = comma > end;
      const until = last ? this.trimmed(cell, end) : comma;
      if (cell > at) lines += count(this.text, this.br, at, cell);
      if (cells.length <= MAX_CELLS) cells.push(this.cell(at, cell, until));
      if (last) return this.emit(end, lines + 1, cells);
      at = comma + 1;
    }
  }

  /** The text of a cell whose quoted part ends before `closed`; what stands behind the closing quote is kept as it is. */
  private cell(at: number, closed: number, until: number): string {
    if (closed === at) return this.decode(this.text.slice(at, until));
    const inside = this.text.slice(at + 1, closed - 1);
    const clean = inside.includes('"') ? inside.replaceAll('""', '"') : inside;
    return this.decode(clean + this.text.slice(closed, until));
  }

  /** Position behind the quote that closes a cell opened before `from`. */
  private closing(from: number, limit: number): number {
    for (let at = from; ; at += 2) {
      at = this.text.indexOf('"', at);
      if (at < 0) return this.final || this.text.length > limit ? OPEN : MORE;
      if (at >= limit) return OPEN;
      if (at + 1 >= this.text.length) return this.final ? at + 1 : MORE;
      if (this.text[at + 1] !== '"') return at + 1;
    }
  }

  /** Gives up on the first line only, so that one stray quote does not swallow the rows after it. */
  private unclosed(lineEnd: number, limit: number): RawRow | null {
    if (lineEnd === MORE) return null;
    this.oneLineUntil = Math.max(this.oneLineUntil, this.base + Math.min(limit, this.text.length));
    this.breakAt = this.delimiterAt = 0;
    const preview = this.text.slice(this.pos, Math.min(this.trimmed(this.pos, lineEnd), this.pos + PREVIEW));
    const row: RawRow = { line: this.line, cells: [this.decode(preview)], flaw: 'unclosed_quote' };
    this.advance(lineEnd, 1);
    return row;
  }

  private startSkipping(): void {
    const preview = this.decode(this.text.slice(this.pos, this.pos + PREVIEW));
    this.skipping = { line: this.line, cells: [preview], flaw: 'too_large' };
  }

  private finishSkipping(): RawRow | null {
    const end = this.lineEnd(this.pos);
    if (end === MORE) {
      this.pos = this.text.length;
      return null;
    }
    const row = this.skipping;
    this.skipping = null;
    this.advance(end, 1);
    return row;
  }

  private emit(end: number, lines: number, cells: string[]): RawRow {
    const row: RawRow = { line: this.line, cells };
    this.advance(end, lines);
    if (cells.length > MAX_CELLS) return { line: row.line, cells: cells.slice(0, MAX_CELLS), flaw: 'too_large' };
    const { width } = this.point;
    if (width === 0) this.point.width = cells.length;
    else if (cells.length !== width) row.flaw = cells.length < width ? 'short' : 'long';
    return row;
  }

  private advance(end: number, lines: number): void {
    this.pos = Math.min(end + 1, this.text.length);
    this.line += lines;
    this.point = {
      offset: (this.base + this.pos) * this.unit,
      line: this.line,
      width: this.point.width,
      oneLineUntil: this.oneLineUntil * this.unit,
    };
  }

  /** Position of the line break at or after `from`; the end of the file counts as one. */
  private lineEnd(from: number): number {
    const at = this.find('break', from);
    return at < Infinity ? at : this.final ? this.text.length : MORE;
  }

  private trimmed(start: number, end: number): number {
    return this.br === '\n' && end > start && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** Next place of a mark, remembered so that a rare mark is not searched again for each record. */
  private find(mark: 'quote' | 'break' | 'delimiter', from: number): number {
    const key = `${mark}At` as const;
    if (this[key] < from || this.text.length === 0 || from === 0) {
      const at = this.text.indexOf(mark === 'quote' ? '"' : mark === 'break' ? this.br : this.delimiter, from);
      this[key] = at < 0 ? Infinity : at;
    }
    return this[key];
  }
}

function count(text: string, mark: string, from: number, to: number): number {
  let n = 0;
  for (let at = text.indexOf(mark, from); at >= 0 && at < to; at = text.indexOf(mark, at + 1)) n++;
  return n;
}
