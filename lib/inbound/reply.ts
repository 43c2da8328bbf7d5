const maxText = 200_000;

const introductions = [
  /^\s*(?:on|am|le|el|il|op|em|den|w dniu|dnia|den|kl\.?|på|vào)\b.{3,200}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał(?:\(a\))?|написал(?:а)?|kirjoitti|yazdı)\b.{0,80}:\s*$/i,
  /^.{3,200}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|написал(?:а)?)\s*(?:<[^<>\s]+@[^<>\s]+>)?\s*:\s*$/i,
  /^\s*\d{4}[年/-].{3,120}<[^<>\s]+@[^<>\s]+>\s*[:：]\s*$/,
  /^\s*[-_]{3,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|forwarded message|weitergeleitete nachricht|исходное сообщение|原始邮件)\s*[-_]{3,}\s*$/i,
  /^\s*_{20,}\s*$/,
];
const headerFrom = /^\s*\*?(?:from|von|de|da|van|från|fra|od|от|差出人|发件人)\s*:\*?\s*\S/i;
const headerOther =
  /^\s*\*?(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|отправлено|кому|тема)\s*:\*?/i;

/** What the writer of an answer added: quoted mail and the signature below it are cut off. Empty when nothing is left. */
export function visibleText(text: string): string {
  const lines = text.slice(0, maxText).replace(/\r\n?/g, '\n').split('\n');
  let end = lines.findIndex((line, index) => startsQuote(lines, line, index));
  if (end < 0) end = lines.length;
  end = dropQuotedTail(lines, end);
  const signature = lines.findIndex((line, index) => index < end && /^--\s?$/.test(line));
  if (signature > 0) end = signature;
  return lines.slice(0, end).join('\n').trim();
}

function startsQuote(lines: readonly string[], line: string, index: number): boolean {
  if (line.length > 400) return false;
  if (introductions.some((pattern) => pattern.test(line))) return !answersBelow(lines, index + 1);
  // Mail programs wrap the introduction: try it with the line that follows.
  const joined = `${line.trim()} ${(lines[index + 1] ?? '').trim()}`;
  if (joined.length <= 400 && /^\s*(?:on|am|le|el|il|op|em|den)\s/i.test(line) && introductions[0]!.test(joined))
    return !answersBelow(lines, index + 2);
  return (
    headerFrom.test(line) && lines.slice(index + 1, index + 4).filter((next) => headerOther.test(next)).length >= 2
  );
}

/** True when own text stands between or below quoted lines: then cutting would lose it. */
function answersBelow(lines: readonly string[], from: number): boolean {
  let quoted = 0;
  for (const line of lines.slice(from, from + 400)) {
    if (line.startsWith('>')) quoted++;
    else if (quoted > 0 && line.trim() !== '') return !/^--\s?$/.test(line);
    else if (quoted === 0 && line.trim() !== '') return false;
  }
  return false;
}

function dropQuotedTail(lines: readonly string[], from: number): number {
  let end = from;
  while (end > 0 && (lines[end - 1]!.startsWith('>') || lines[end - 1]!.trim() === '')) end--;
  return end;
}
