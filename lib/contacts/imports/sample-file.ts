/** A CSV file with everything that real exports have, and the counts that it must give. For tests and benches. */
export interface SampleFile {
  bytes: Buffer;
  rows: { total: number; created: number; updated: number; skipped: number; failed: number };
  warnings: number;
}

interface SampleOptions {
  rows: number;
  /** Puts a byte order mark in front, which makes the file UTF-8; without it the names are Latin-1. */
  bom: boolean;
}

const places = ['Zürich', 'Málaga', 'Besançon', 'Århus', 'Köln', 'Coimbra'];

/**
 * Semicolons, quoted newlines, accents, and in every hundred rows: one repeated address in other letters, one bad phone,
 * one short row that has its key, one without an address, one with a broken one, and one that ends before its key.
 */
export function sampleFile({ rows, bom }: SampleOptions): SampleFile {
  const lines = ['Kundennummer;Vorname;Nachname;E-Mail;Telefon;Ort;Notiz'];
  const counts = { total: rows, created: 0, updated: 0, skipped: 0, failed: 0 };
  let warnings = 0;
  for (let i = 0; i < rows; i++) {
    const email = `person${i}@Example.org`;
    const place = places[i % places.length] ?? '';
    const phone = `+49 30 901${String(820_000 + (i % 9_000)).padStart(6, '0')}`;
    const kind = i % 100;
    if (kind === 7) {
      lines.push(`K${i};Zoë;Müller;PERSON${i - 1}@EXAMPLE.ORG;${phone};${place};`);
      counts.skipped++;
      warnings++;
    } else if (kind === 21) {
      lines.push(`K${i};Zoë;Müller;${email};call me;${place};`);
      counts.created++;
      warnings++;
    } else if (kind === 35) {
      lines.push(`K${i};Zoë;Müller;${email}`);
      counts.created++;
      warnings++;
    } else if (kind === 49 || kind === 63 || kind === 77) {
      lines.push(kind === 77 ? `K${i};Zoë` : `K${i};Zoë;Müller;${kind === 49 ? '' : 'no address'};${phone};${place};`);
      counts.failed++;
    } else {
      lines.push(
        `K${i};Zoë ${i};Müller;${kind % 3 ? email : email.toUpperCase()};${phone};${place};${kind % 10 ? 'plain' : `"two\nlines; ""quoted"""`}`,
      );
      counts.created++;
    }
  }
  const text = `${lines.join('\n')}\n`;
  return { bytes: bom ? Buffer.from(`\ufeff${text}`, 'utf8') : Buffer.from(text, 'latin1'), rows: counts, warnings };
}
