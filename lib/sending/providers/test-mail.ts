import { domainToASCII } from 'node:url';
import { invalid } from '@/lib/platform/errors';

const plainAddress = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s<>@,;:"()[\]\\]{1,253}$/;

function mailbox(address: string, field: string): string {
  const at = address.lastIndexOf('@');
  const ascii = `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
  if (!plainAddress.test(ascii))
    throw invalid(`${field}: is not an email address`, { [field]: 'is not an email address' });
  return ascii;
}

/** A short test message, as bytes with CRLF lines. */
export function testMail(id: string, from: { name: string; address: string }, to: string, now: Date): Buffer {
  const sender = mailbox(from.address, 'sender');
  const name = from.name ? `=?UTF-8?B?${Buffer.from(from.name.slice(0, 30)).toString('base64')}?= ` : '';
  const lines = [
    `From: ${name}<${sender}>`,
    `To: ${mailbox(to, 'to')}`,
    'Subject: Test of a provider',
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <test.${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'This is a test from AlumOutreach: the provider works.',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
