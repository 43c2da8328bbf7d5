import type { SendingRule } from './schema';
import { waivable } from './vocabulary';

const law = (
  id: string,
  name: string,
  effectiveFrom: string,
  condition: SendingRule['condition'],
  action: Extract<SendingRule['rule'], { type: 'legal_profile' }>['action'],
): SendingRule => ({
  ...{ id, name, builtIn: true, condition, rule: { type: 'legal_profile', action } },
  ...{ effectiveFrom: `${effectiveFrom}T00:00:00.000Z`, effectiveTo: null },
});

// The Union's members, and the three of the European Economic Area that took the directive over.
const europe = [
  ...['AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HU', 'IE', 'IT', 'LV', 'LT', 'LU', 'MT'],
  ...['NL', 'PL', 'PT', 'RO', 'SK', 'SI', 'ES', 'SE', 'IS', 'LI', 'NO'],
];
const marketing = ['marketing' as const];
const written = ['email' as const, 'sms' as const, 'whatsapp' as const, 'push' as const];

/** The law that comes with the product, as data: where, for what, since when. An organisation can add to it, and loosen nothing of it. */
const laws: readonly SendingRule[] = [
  law(
    'law-eu-eprivacy',
    'European Union and EEA: consent before marketing',
    '2003-10-31',
    { countries: europe, purposes: marketing, channels: written },
    { law: 'Directive 2002/58/EC, article 13', consent: 'required' },
  ),
  law(
    'law-gb-pecr',
    'United Kingdom: consent before marketing',
    '2003-12-11',
    { countries: ['GB'], purposes: marketing, channels: written },
    { law: 'Privacy and Electronic Communications Regulations 2003, regulation 22', consent: 'required' },
  ),
  law(
    'law-ch-uwg',
    'Switzerland: consent before mass advertising',
    '2007-04-01',
    { countries: ['CH'], purposes: marketing, channels: written },
    { law: 'Unfair Competition Act, article 3(1)(o)', consent: 'required' },
  ),
  law(
    'law-ca-casl',
    'Canada: consent before commercial messages',
    '2014-07-01',
    { countries: ['CA'], purposes: marketing, channels: written },
    { law: 'Canada’s Anti-Spam Legislation (S.C. 2010, c. 23), section 6', consent: 'required' },
  ),
  law(
    'law-au-spam',
    'Australia: consent before commercial messages',
    '2004-04-11',
    { countries: ['AU'], purposes: marketing, channels: written },
    { law: 'Spam Act 2003, section 16', consent: 'required' },
  ),
  law(
    'law-nz-uem',
    'New Zealand: consent before commercial messages',
    '2007-09-05',
    { countries: ['NZ'], purposes: marketing, channels: written },
    { law: 'Unsolicited Electronic Messages Act 2007, section 9', consent: 'required' },
  ),
  law(
    'law-us-tcpa-consent',
    'United States: written consent before marketing by text',
    '2013-10-16',
    { countries: ['US'], purposes: marketing, channels: ['sms'] },
    { law: 'Telephone Consumer Protection Act, 47 CFR 64.1200(a)(2)', consent: 'required' },
  ),
  law(
    'law-us-tcpa-hours',
    'United States: no marketing by text before 8:00 and after 21:00',
    '1992-12-20',
    { countries: ['US'], purposes: marketing, channels: ['sms'] },
    {
      law: 'Telephone Consumer Protection Act, 47 CFR 64.1200(c)(1)',
      hours: { from: '21:00', to: '08:00' },
    },
  ),
];

const bypass = (
  id: string,
  name: string,
  condition: SendingRule['condition'],
  waives: Extract<SendingRule['rule'], { type: 'bypass' }>['action']['waives'],
): SendingRule => ({
  ...{ id, name, builtIn: true, condition, rule: { type: 'bypass', action: { waives } } },
  ...{ effectiveFrom: '1970-01-01T00:00:00.000Z', effectiveTo: null },
});

/** Rules that every organisation has. */
export const builtIn: readonly SendingRule[] = [
  bypass('bypass-answers', 'Answers to people', { sources: ['inbox'] }, [...waivable]),
  bypass('bypass-confirmations', 'Requests to confirm', { sources: ['consent'] }, [
    ...(['consent', 'legal_profile', 'frequency_cap'] as const),
  ]),
  bypass('bypass-tests', 'Tests to members', { sources: ['test'] }, [
    ...(['consent', 'legal_profile', 'quiet_hours', 'frequency_cap'] as const),
  ]),
  // A program is woken by nothing; what it does then in somebody's night is for its own rules.
  bypass('bypass-webhooks', 'Webhooks', { channels: ['webhook'] }, ['quiet_hours']),
  ...laws,
];
