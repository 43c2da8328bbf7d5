const families: Record<string, readonly string[]> = {
  gmail: ['gmail.com', 'googlemail.com'],
  microsoft: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'passport.com'],
  yahoo: ['yahoo.com', 'ymail.com', 'rocketmail.com', 'aol.com', 'myyahoo.com', 'aim.com'],
  apple: ['icloud.com', 'me.com', 'mac.com'],
  gmx: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.com', 'web.de', 'mail.com', '1und1.de'],
  proton: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
  comcast: ['comcast.net', 'xfinity.com'],
  mailru: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru'],
  yandex: ['yandex.ru', 'yandex.com', 'ya.ru'],
};
const known = new Map(
  Object.entries(families).flatMap(([family, domains]) => domains.map((d) => [d, family] as const)),
);
/** The same name under many countries: hotmail.co.uk, yahoo.fr. */
const national: Record<string, string> = {
  hotmail: 'microsoft',
  outlook: 'microsoft',
  live: 'microsoft',
  yahoo: 'yahoo',
};

/** Who runs the mailbox of a normalised address: a large provider by name, else the domain itself; empty without a domain. */
export function recipientProvider(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (domain === address) return '';
  const family = known.get(domain);
  if (family) return family;
  const [name = '', second = '', third] = domain.split('.');
  const underCountry = third === undefined ? second.length === 2 : ['co', 'com'].includes(second) && third.length === 2;
  return (underCountry ? national[name] : undefined) ?? domain;
}
