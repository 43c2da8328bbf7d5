import { describe, expect, it } from 'vitest';
import { channels } from '../vocabulary';
import { answerOf, consentOfTitle, namesLawAlone } from './consent';
import { guessColumns } from './columns';
import { importMapping } from './mapping';
import { contactReader } from './row';

const reader = (titles: string[], targets: string[], claimed: readonly string[]) =>
  contactReader(
    importMapping.parse({
      columns: [{ column: 0, target: 'email' }, ...targets.map((target, i) => ({ column: i + 1, target }))],
    }),
    ['mail', ...titles],
    claimed,
  );
const said = (targets: string[], cells: string[], claimed: readonly string[] = ['email', 'sms', 'whatsapp']) => {
  const read = reader(
    targets.map((_, i) => `c${i}`),
    targets,
    claimed,
  );
  const result = read({ line: 3, cells: ['a@example.org', ...cells] });
  return { consents: result.ok ? result.contact.consents : undefined, problems: result.problems };
};

/** No to every channel that there is. */
const everywhere = Object.fromEntries(channels.map((channel) => [channel, false]));

describe('a title that speaks of consent', () => {
  it.each([
    ['Newsletter', 'consent.email'],
    ['Newsletter consent', 'consent.email'],
    ['newsletter_opt_in', 'consent.email'],
    ['Opt-in', 'consent.all'],
    ['EmailOptIn', 'consent.email'],
    ['Subscribed', 'consent.all'],
    ['Accepts Email Marketing', 'consent.email'],
    ['Marketing permission', 'consent.all'],
    ['Einwilligung', 'consent.all'],
    ['Newsletter-Einwilligung', 'consent.email'],
    ['Newsletterabonnent', 'consent.email'],
    ['Consentement', 'consent.all'],
    ['SMS opt-in', 'consent.sms'],
    ['Accepts SMS Marketing', 'consent.sms'],
    ['WhatsApp consent', 'consent.whatsapp'],
    ['Opt-out', 'optOut.all'],
    ['No consent', 'optOut.all'],
    ['Not opted in', 'optOut.all'],
    ['Keine Einwilligung', 'optOut.all'],
    ['Exclude from newsletter', 'optOut.email'],
    ['HasOptedOutOfEmail', 'optOut.email'],
    ['Unsubscribed', 'optOut.all'],
    ['Newsletter unsubscribed', 'optOut.email'],
    ['Do not mail', 'optOut.email'],
    ['DO_NOT_EMAIL', 'optOut.email'],
    ["Don't contact", 'doNotContact'],
    ['Do not contact', 'doNotContact'],
    ['Marketing consent', 'consent.all'],
    ['Email/SMS opt-in', 'consent.all'],
    ['Kontaktsperre', 'doNotContact'],
    ['DNC', 'doNotContact'],
    ['DSGVO', 'consent.all'],
    ['Keine Werbung', 'optOut.all'],
    ['Newsletter abbestellt', 'optOut.email'],
    ['Désabonné', 'optOut.all'],
    ['Consent withdrawn', 'optOut.all'],
    ['SMS opt out', 'optOut.sms'],
    ['Do not text', 'optOut.sms'],
    ['WhatsApp opt-out', 'optOut.whatsapp'],
    ['WhatsApp-Newsletter', 'consent.whatsapp'],
    ['Newsletter WhatsApp', 'consent.whatsapp'],
    ['SMS newsletter', 'consent.sms'],
    ['SMS/WhatsApp consent', 'consent.smsWhatsapp'],
    ['SMS/WhatsApp-Newsletter', 'consent.smsWhatsapp'],
    ['WhatsApp and SMS opt-in', 'consent.smsWhatsapp'],
    ['Newsletter und WhatsApp Einwilligung', 'consent.all'],
    ['WhatsApp/Newsletter', 'consent.all'],
    ['E-Mail-Newsletter', 'consent.email'],
    ['Rundbrief', 'consent.email'],
    ['SMS-Newsletter abgemeldet', 'optOut.sms'],
    ['SMS/WhatsApp opt-out', 'optOut.smsWhatsapp'],
    ['Email/SMS opt-out', 'optOut.all'],
    ['Do not text or email', 'optOut.all'],
    ['Text message opt-in', 'consent.sms'],
    ['Text opt-in', 'consent.sms'],
    ['Mobile opt-in', 'consent.sms'],
    ['Do not contact by phone', 'optOut.all'],
    ['Do not contact by email', 'optOut.email'],
    ['Do not contact (marketing)', 'optOut.all'],
    ['Do not contact for surveys', 'optOut.all'],
    ['Do not contact until', 'optOut.all'],
    ['Do not contact flag', 'doNotContact'],
    ['Please do not contact me', 'doNotContact'],
    ['Nicht kontaktieren', 'doNotContact'],
    ['Ne pas contacter', 'doNotContact'],
    ['DoNotContact', 'doNotContact'],
  ])('%s suggests %s', (title, target) => {
    expect(consentOfTitle(title)).toBe(target);
    const [, guess] = guessColumns(
      ['mail', title],
      [
        ['a@example.org', 'yes'],
        ['b@example.org', 'no'],
      ],
    );
    expect(guess).toMatchObject({ target, consent: target });
  });

  it.each([
    'Email',
    'Mailing city',
    'Adopting year',
    'Photo consent',
    'Country',
    'Notes',
    'Consent source',
    'Opting',
    'Application withdrawn',
    'Telefon-Einwilligung',
    'Phone consent',
    'Opt-in calls',
  ])('%s is about something else', (title) => expect(consentOfTitle(title)).toBeNull());

  it.each([
    ['Newsletter consent', 'granted', 'consent.email', 'consent.email'],
    ['Unsubscribed at', '2024-01-31', 'optOut.all', 'optOut.all'],
    ['Consent date', '2024-01-31', 'attributes.consent_date', 'consent.all'],
    ['Unsubscribe link', 'https://example.org/u/1', 'attributes.unsubscribe_link', 'optOut.all'],
  ])('%s over %s suggests %s: what might say no is asked, what cannot stays known', (title, cell, target, consent) => {
    const [, guess] = guessColumns(['mail', title], [['a@example.org', cell]]);
    expect(guess).toMatchObject({ target, consent });
  });

  it('is left to the column that answers, where another one only tells about it', () => {
    const guesses = guessColumns(['mail', 'Newsletter name', 'Newsletter'], [['a@example.org', 'Weekly', 'no']]);
    expect(guesses.map(({ target }) => target)).toEqual(['email', 'attributes.newsletter_name', 'consent.email']);
  });

  it('of SMS and WhatsApp is left to columns that answer for both of them', () => {
    const targetOf = (...others: string[]) =>
      guessColumns(['mail', 'SMS/WhatsApp consent', ...others], [['a@example.org', 'granted', 'yes', 'yes']])[1]
        ?.target;
    expect(targetOf('SMS consent')).toBe('consent.smsWhatsapp');
    expect(targetOf('SMS consent', 'WhatsApp consent')).toMatch(/^attributes/);
  });

  it.each([
    ['SMS opt-out', 'no', 'consent.all'],
    ['WhatsApp consent', 'yes', 'consent.all'],
    ['Newsletter', 'yes', 'attributes.consent'],
    ['Newsletter unsubscribed', 'no', 'consent.all'],
    ['Unsubscribed', 'no', 'consent.all'],
  ])(
    'beside %s a column whose words nobody understands is asked unless who agreed to mail is said',
    (title, cell, target) => {
      const guesses = guessColumns(
        ['mail', 'Consent', title],
        [
          ['a@example.org', 'denied', cell],
          ['b@example.org', 'granted', cell],
        ],
      );
      expect(guesses[1]?.target).toBe(target);
    },
  );

  it('takes every column of one channel: beside the one of who agreed, the one of who left', () => {
    const guesses = guessColumns(['mail', 'Newsletter', 'Unsubscribed'], [['a@example.org', 'yes', 'no']]);
    expect(guesses.map(({ target }) => target)).toEqual(['email', 'consent.email', 'optOut.all']);
  });
});

describe('a cell', () => {
  it.each(['yes', 'YES', 'true', '1', 'x', 'ja', 'Oui', 'si', 'Sí', 'sim', 'tak', 'opted in', 'Opt-in', 'subscribed'])(
    '%j agrees',
    (cell) => expect(answerOf(cell, false)).toBe(true),
  );
  it.each(['no', 'No', 'false', '0', 'nein', 'non', 'nie', 'opted out', 'opt_out', 'unsubscribed', 'not subscribed'])(
    '%j refuses',
    (cell) => expect(answerOf(cell, false)).toBe(false),
  );
  it.each(['maybe', '-', 'n/a', '2', '2024-01-01', 'yes and no', 'y'.repeat(1000)])('%j is no answer', (cell) => {
    expect(answerOf(cell, false)).toBeNull();
    expect(answerOf(cell, true)).toBeNull();
  });
  it.each([
    ['yes', false],
    ['no', true],
    ['unsubscribed', false],
    ['opted out', false],
    ['subscribed', true],
  ])('%j under a title of who left says %j', (cell, granted) => expect(answerOf(cell, true)).toBe(granted));
});

describe('what a row says about consent', () => {
  it.each([
    [['consent.email'], ['yes'], { email: true }],
    [['consent.email'], ['no'], { email: false }],
    [['consent.email'], [''], undefined],
    [['optOut.sms'], ['yes'], { sms: false }],
    [['optOut.sms'], ['no'], { sms: true }],
    [['consent.email', 'consent.whatsapp'], ['no', 'yes'], { email: false, whatsapp: true }],
    [['consent.email', 'optOut.email'], ['yes', 'yes'], { email: false }],
    [['optOut.email', 'consent.email'], ['yes', 'yes'], { email: false }],
    [['consent.email', 'optOut.email'], ['yes', 'no'], { email: true }],
    [['consent.email', 'optOut.email'], ['', 'no'], undefined],
    [['consent.email', 'consent.email'], ['yes', 'no'], { email: false }],
    [['optOut.all'], ['x'], everywhere],
    [['optOut.all'], ['no'], { email: true, sms: true, whatsapp: true }],
    [['consent.all'], ['no'], { email: false, sms: false, whatsapp: false }],
    [['consent.all'], ['yes'], { email: true, sms: true, whatsapp: true }],
    [['consent.all'], [''], undefined],
    [['consent.sms', 'consent.all'], ['', 'yes'], { email: true, whatsapp: true }],
    [['consent.sms', 'consent.all'], ['yes', 'no'], { email: false, sms: false, whatsapp: false }],
    [['consent.all', 'optOut.sms'], ['yes', 'yes'], { email: true, sms: false, whatsapp: true }],
    [['consent.all', 'optOut.sms'], ['', 'no'], undefined],
    [['consent.smsWhatsapp'], ['yes'], { sms: true, whatsapp: true }],
    [['consent.smsWhatsapp'], ['no'], { sms: false, whatsapp: false }],
    [['consent.smsWhatsapp', 'consent.sms'], ['yes', ''], { whatsapp: true }],
    [['consent.smsWhatsapp', 'consent.all'], ['', 'yes'], { email: true }],
    [['consent.smsWhatsapp', 'optOut.whatsapp'], ['', 'no'], undefined],
    [['optOut.smsWhatsapp'], ['yes'], { sms: false, whatsapp: false }],
  ])('%j with %j is %j', (targets, cells, consents) => {
    expect(said(targets, cells)).toEqual({ consents, problems: [] });
  });

  it('of no channel by name is a no to all for who left, and else said of email and of what the file has consent for', () => {
    for (const claimed of [['sms'], ['email'], []])
      expect(said(['optOut.all'], ['x'], claimed).consents).toEqual(everywhere);
    expect(said(['consent.sms', 'optOut.all'], ['yes', 'x'], []).consents).toMatchObject({ sms: false });
    expect(said(['consent.sms', 'optOut.all'], ['yes', '?'], []).consents).toMatchObject({ sms: null });
    expect(said(['optOut.all'], ['no'], ['sms']).consents).toEqual({ sms: true });
    expect(said(['consent.all'], ['no'], ['sms']).consents).toEqual({ email: false, sms: false });
    expect(said(['consent.all'], ['yes'], ['webpush']).consents).toEqual({ email: true });
    expect(said(['consent.all'], ['?'], ['sms'])).toMatchObject({
      consents: { email: null, sms: null },
      problems: [{ severity: 'warning' }],
    });
  });

  it.each([
    [['consent.email'], ['maybe'], { email: null }],
    [['consent.email', 'optOut.email'], ['yes', '2024-01-01'], { email: null }],
    [['optOut.email', 'consent.email'], ['2024-01-01', 'yes'], { email: null }],
    [['consent.email', 'consent.email'], ['no', '?'], { email: false }],
  ])(
    'that nobody can read is no yes: %j with %j, told with row, column and the words that are understood',
    (targets, cells, consents) => {
      const { consents: found, problems } = said(targets, cells);
      expect(found).toEqual(consents);
      expect(problems).toEqual([
        {
          line: 3,
          severity: 'warning',
          column: expect.stringMatching(/^c\d$/),
          value: expect.any(String),
          message: expect.stringContaining('yes, no, y, n, true, false, 1, 0, x, ja, nein, oui, non, si'),
        },
      ]);
    },
  );
});

describe('a title that names a law', () => {
  it.each(['GDPR', 'DSGVO', 'GDPR status'])('%s alone does not say what people agreed to', (title) => {
    expect(namesLawAlone(title)).toBe(true);
  });

  it.each([
    ['GDPR opt-out', 'optOut.all'],
    ['DSGVO Widerruf', 'optOut.all'],
    ['GDPR do not contact', 'doNotContact'],
    ['GDPR unsubscribed', 'optOut.all'],
    ['GDPR consent withdrawn', 'optOut.all'],
  ])('%s says that they refused', (title, target) => {
    expect([namesLawAlone(title), consentOfTitle(title)]).toEqual([false, target]);
  });

  it('GDPR marketing opt-in says what they agreed to', () => {
    expect(namesLawAlone('GDPR marketing opt-in')).toBe(false);
  });
});
