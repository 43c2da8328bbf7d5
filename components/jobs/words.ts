// What PostgreSQL means by its codes: the code itself, else its class, the first two characters.
const states: Record<string, string> = {
  '08': 'The database was not reached',
  '22': 'A value in it cannot be stored',
  '22P02': 'An id or another value in it is malformed',
  '22001': 'A text in it is longer than what is kept',
  '23': 'It contradicts what is stored',
  '23502': 'Something that is needed is missing in it',
  '23503': 'It tells of something that is no longer there',
  '23505': 'The same is stored already',
  '25': 'The database refused it in the state it was in',
  '40': 'Others changed the same at the same time',
  '40P01': 'It and another work waited for each other',
  '42': 'The database does not know what was asked: the installation may be half upgraded',
  '42501': 'The database does not allow it',
  '53': 'The database ran out of room or of connections',
  '55P03': 'Another work held what it needed',
  '57': 'The database stopped it',
  '57014': 'It took too long and was stopped',
  '58': 'The database failed to read or write its files',
  XX: 'The database found a fault of its own',
};

/** A kept error in words with its code behind it; our own sentences stay as they are. */
export function errorText(error: string): string {
  const sqlState = /^internal \(SQLSTATE ([0-9A-Z]{5})\)$/.exec(error)?.[1];
  if (sqlState) {
    const words = states[sqlState] ?? states[sqlState.slice(0, 2)] ?? 'The database refused it';
    return `${words} (SQLSTATE ${sqlState}).`;
  }
  const kind = /^internal \(([^)]+)\)$/.exec(error)?.[1];
  return kind ? `A fault of the product; the log of the workers says more (${kind}).` : error;
}
