import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { journalsIn, openJournal, readJournal, removeJournal } from './journal';

const accepted = { state: 'accepted', response: '250 ok' } as const;
const nextTurn = () => new Promise((done) => setImmediate(done));
/** An answer waits for one more, so that a start may write it along. */
const turn = () => nextTurn().then(nextTurn);

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ao-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('a journal of many messages keeps only the parts that tell of unrecorded ones, and the answers to these', async () => {
  const folder = folderOf();
  const journal = openJournal(folder, 'w', 10);
  journal.begin('slow');
  for (let i = 0; i < 100; i++) {
    journal.begin(`m${i}`);
    journal.seal();
    journal.answer(`m${i}`, accepted);
    journal.recorded([`m${i}`]);
  }
  journal.answer('slow', accepted);
  await turn();
  expect(readJournal(folder, 'w').entries.get('slow')).toEqual(accepted);
  expect(readdirSync(folder).length).toBeGreaterThan(5);
  journal.recorded(['slow']);
  expect(readdirSync(folder)).toHaveLength(1);
  journal.begin('last');
  journal.seal();
  expect(readJournal(folder, 'w')).toMatchObject({ whole: true });
  expect(readJournal(folder, 'w').entries.get('last')).toBeNull();
});

it('what begins is on the disk when it is sealed, before its bytes go out, with every answer before it', () => {
  const folder = folderOf();
  const journal = openJournal(folder, 'w');
  journal.begin('a');
  journal.seal();
  expect(readJournal(folder, 'w').entries).toEqual(new Map([['a', null]]));
  journal.answer('a', accepted);
  journal.begin('b');
  journal.seal();
  expect(readJournal(folder, 'w').entries).toEqual(
    new Map<string, unknown>([
      ['a', accepted],
      ['b', null],
    ]),
  );
  expect(journalsIn(folder)).toEqual(['w']);
  removeJournal(folder, 'w');
  expect(journalsIn(folder)).toEqual([]);
});

it('an answer waits a turn for a start that is sealed with it, and no longer', async () => {
  const folder = folderOf();
  const journal = openJournal(folder, 'w');
  journal.begin('a');
  journal.seal();
  journal.answer('a', accepted);
  await nextTurn();
  expect(readJournal(folder, 'w').entries.get('a')).toBeNull();
  await nextTurn();
  expect(readJournal(folder, 'w').entries.get('a')).toEqual(accepted);
  journal.close();
});

it('a refusal that is recorded is forgotten: when its message is claimed again and the process dies, nothing was tried', async () => {
  const folder = folderOf();
  const journal = openJournal(folder, 'w');
  const busy = { state: 'refused', response: '451 later', transient: true, kind: 'throttle' } as const;
  for (const id of ['again', 'begun']) {
    journal.begin(id);
    journal.answer(id, busy);
  }
  await turn();
  expect(readJournal(folder, 'w').entries.get('again')).toEqual(busy);
  journal.begin('begun');
  journal.recorded(['again', 'begun']);
  await turn();
  expect([...readJournal(folder, 'w').entries]).toEqual([['begun', null]]);
});

it('a part that another worker has settled and removed meanwhile says nothing', () => {
  const folder = folderOf();
  const journal = openJournal(folder, 'w');
  journal.begin('a');
  journal.seal();
  // Listed, and gone when it is opened.
  symlinkSync(join(folder, 'gone'), join(folder, 'w.journal.1'));
  expect(readJournal(folder, 'w').entries).toEqual(new Map([['a', null]]));
});
