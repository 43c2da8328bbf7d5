const emptyLine = 0;

/** 64 bits of a text as two numbers; good enough that a million keys of one file practically never meet. */
function hash(text: string, into: Uint32Array): void {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  into[0] = a;
  into[1] = b;
}

/** Which keys a file has had, and on which line first: 12 bytes a slot, so that a million keys take some 24 MB. */
export class SeenKeys {
  size = 0;
  private readonly key = new Uint32Array(2);
  private slots: { a: Uint32Array; b: Uint32Array; line: Uint32Array };

  constructor(capacity = 1 << 12) {
    this.slots = SeenKeys.make(capacity);
  }

  private static make(capacity: number) {
    return { a: new Uint32Array(capacity), b: new Uint32Array(capacity), line: new Uint32Array(capacity) };
  }

  /** The line that had this key before, or 0 after noting it for `line` (lines count from 1). */
  firstLine(text: string, line: number): number {
    if (this.size * 2 >= this.slots.line.length) this.grow();
    hash(text, this.key);
    const [a = 0, b = 0] = this.key;
    const at = SeenKeys.place(this.slots, a, b);
    const before = this.slots.line[at] ?? emptyLine;
    if (before !== emptyLine) return before;
    this.slots.a[at] = a;
    this.slots.b[at] = b;
    this.slots.line[at] = line;
    this.size += 1;
    return 0;
  }

  private static place(slots: SeenKeys['slots'], a: number, b: number): number {
    const mask = slots.line.length - 1;
    let at = a & mask;
    while (slots.line[at] !== emptyLine && !(slots.a[at] === a && slots.b[at] === b)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const old = this.slots;
    const next = SeenKeys.make(old.line.length * 2);
    for (let i = 0; i < old.line.length; i++) {
      const line = old.line[i] ?? emptyLine;
      if (line === emptyLine) continue;
      const [a, b] = [old.a[i] ?? 0, old.b[i] ?? 0];
      const at = SeenKeys.place(next, a, b);
      next.a[at] = a;
      next.b[at] = b;
      next.line[at] = line;
    }
    this.slots = next;
  }
}
