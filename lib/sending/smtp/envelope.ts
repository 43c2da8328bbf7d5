import type { Capabilities } from './handshake';
import type { SmtpJob } from './queue';
import type { SmtpEnvelope, SmtpOutcome } from './types';

const safeAddress = /^[^\s<>\p{Cc}]{1,320}$/u;
const safeAscii = /^[!-;=?-~]{1,320}$/;
// The short way round for nearly all of them: what only a Unicode class tells costs several times as much.
const isSafe = (address: string): boolean => safeAscii.test(address) || safeAddress.test(address);

/** Whether both addresses are safe by the short way; asked once for each message. */
export const hasAsciiOnly = ({ from, to }: SmtpEnvelope): boolean =>
  safeAscii.test(to) && (from === '' || safeAscii.test(from));

/** `MAIL FROM` with the parameters that this message needs and this server knows. */
export function mailCommand({ envelope, raw, isAscii }: SmtpJob, capabilities: Capabilities): string {
  let command = `MAIL FROM:<${envelope.from}>`;
  if (capabilities.sizeOffered) command += ` SIZE=${raw.length}`;
  if (!isAscii) command += ' BODY=8BITMIME SMTPUTF8';
  else if (capabilities.eightBit && !envelope.canonical) command += ' BODY=8BITMIME';
  return `${command}\r\n`;
}

/** What this server would refuse anyway, or what could break the protocol: settled without asking. */
export function refuseLocally({ envelope, raw, isAscii }: SmtpJob, capabilities: Capabilities): SmtpOutcome | null {
  const size = raw.length;
  const no = (code: number, enhanced: string, response: string, kind: 'mailbox' | 'content'): SmtpOutcome => ({
    state: 'refused',
    code: enhanced,
    response: `${code} ${enhanced} ${response}`,
    transient: false,
    kind,
  });
  if ((!isAscii && !isSafe(envelope.to)) || !envelope.to.includes('@'))
    return no(501, '5.1.3', 'the recipient is not an address that SMTP can carry', 'mailbox');
  if (!isAscii && envelope.from !== '' && !isSafe(envelope.from))
    return no(501, '5.1.7', 'the sender is not an address that SMTP can carry', 'content');
  if (capabilities.size > 0 && size > capabilities.size)
    return no(552, '5.3.4', `the message has ${size} bytes, the server takes ${capabilities.size}`, 'content');
  if (!capabilities.utf8 && !isAscii)
    return no(553, '5.6.7', 'the server does not take addresses beyond ASCII', 'mailbox');
  return null;
}
