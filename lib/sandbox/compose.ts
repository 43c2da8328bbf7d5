const wordLength = 12;

/** A header text as RFC 2047 encoded words, one a line; plain ASCII stays as it is. */
function headerText(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  if (line.length <= 60 && /^[ -~]*$/.test(line) && !line.includes('=?')) return line;
  const letters = [...line];
  const words: string[] = [];
  for (let at = 0; at < letters.length; at += wordLength)
    words.push(`=?UTF-8?B?${Buffer.from(letters.slice(at, at + wordLength).join('')).toString('base64')}?=`);
  return words.join('\r\n ');
}

const base64Lines = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
const idOf = (id: string): string => (/^<[^<>\s]{1,400}>$/.test(id) ? id : '');

export interface ReplyParts {
  from: string;
  to: string;
  subject: string;
  date: Date;
  /** With brackets. */
  messageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  body: string;
  /** The answered text, quoted below. */
  original: { text: string; from: string; date: Date };
}

/** An answer as a mail program would write it: threaded, the answered text quoted below. */
export function replyMail(reply: ReplyParts): string {
  const { original } = reply;
  const quoted = original.text
    .trim()
    .slice(0, 20_000)
    .split(/\r\n?|\n/)
    .map((line) => `> ${line}`)
    .join('\n');
  const text = `${reply.body.replace(/\r\n?/g, '\n')}\n\nOn ${original.date.toUTCString()}, ${original.from.replace(/\s+/g, ' ')} wrote:\n${quoted}\n`;
  const references = [...reply.references, reply.inReplyTo ?? '']
    .map(idOf)
    .filter((id) => id !== '')
    .slice(-20);
  const head = [
    `From: <${reply.from}>`,
    `To: <${reply.to}>`,
    `Subject: ${headerText(reply.subject)}`,
    `Date: ${reply.date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${reply.messageId}`,
    ...(reply.inReplyTo && idOf(reply.inReplyTo) ? [`In-Reply-To: ${reply.inReplyTo}`] : []),
    ...(references.length ? [`References: ${references.join('\r\n ')}`] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  return `${head.join('\r\n')}\r\n\r\n${base64Lines(text)}\r\n`;
}

/** The report of a server that does not know the recipient (RFC 3464), with the headers of what it could not deliver. */
export function bounceMail(bounce: {
  to: string;
  recipient: string;
  date: Date;
  id: string;
  originalHeaders: string;
}): string {
  const edge = '=_ao_report';
  const domain = bounce.recipient.slice(bounce.recipient.lastIndexOf('@') + 1);
  return [
    `From: Mail Delivery System <mailer-daemon@${domain}>`,
    `To: <${bounce.to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${bounce.date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${bounce.id}@${domain}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${edge}"`,
    '',
    `--${edge}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `<${bounce.recipient}>: 550 5.1.1 User unknown`,
    '',
    `--${edge}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${domain}`,
    '',
    `Final-Recipient: rfc822; ${bounce.recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    `--${edge}`,
    'Content-Type: text/rfc822-headers',
    '',
    bounce.originalHeaders,
    '',
    `--${edge}--`,
    '',
  ].join('\r\n');
}
