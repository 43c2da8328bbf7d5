import { describe, expect, it } from 'vitest';
import { isRowFormat, literal, readStatement } from './statement';

describe('readStatement', () => {
  it('finds kind and final format past comments, strings and brackets', () => {
    expect(readStatement('/* insert */ (select 1)\nFORMAT JSONEachRow')).toMatchObject({
      kind: 'query',
      format: 'JSONEachRow',
    });
    expect(readStatement('-- x\ninsert into t (a) format CSV')).toMatchObject({ kind: 'insert', format: 'CSV' });
    expect(readStatement("select 'format X'")).toMatchObject({ kind: 'query', format: undefined });
    expect(readStatement('alter table t drop column a')).toMatchObject({ kind: 'command' });
  });

  it('sees input() as a function only where it is one', () => {
    expect(readStatement("insert into t select * from INPUT ('a Int32') format CSV").readsInput).toBe(true);
    expect(readStatement("insert into t select 'input(' format CSV").readsInput).toBe(false);
    expect(readStatement('insert into t (`input(`) values (1)').readsInput).toBe(false);
  });

  it('keeps whole-document formats away from streaming', () => {
    expect(isRowFormat('JSONEachRow')).toBe(true);
    for (const format of ['JSON', 'CSVWithNames', 'RowBinary', 'CSV', undefined])
      expect(isRowFormat(format)).toBe(false);
  });

  it('quotes text so that it stays text', () => {
    expect(literal("a'; drop \\")).toBe("'a\\'; drop \\\\'");
  });
});
