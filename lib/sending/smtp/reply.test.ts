import { describe, expect, it } from 'vitest';
import { ReplyParser } from './reply';

const repliesTo = (text: string, parser = new ReplyParser()) => parser.push(Buffer.from(text, 'latin1'));

describe('replies of a server', () => {
  it('read the same the second time, whatever came between', () => {
    const said = [
      '250 2.1.0 Ok',
      '354 go',
      ...Array.from({ length: 9 }, (_, i) => `250 queued as A${i}000`),
      '250 2.1.0 Ok',
    ];
    const parser = new ReplyParser();
    const together = said.flatMap((line) => repliesTo(`${line}\r\n`, parser));
    expect(together).toEqual(said.flatMap((line) => repliesTo(`${line}\r\n`)));
  });

  it('do not take the last line of a longer one for a reply that was heard before', () => {
    const parser = new ReplyParser();
    const [short, long] = repliesTo('250 ok\r\n250-first\r\n250 ok\r\n', parser);
    expect([short?.lines, long?.lines]).toEqual([['ok'], ['first', 'ok']]);
    expect(() => repliesTo('250-first\r\n354 go\r\n', parser)).toThrow('does not speak SMTP');
  });
});
