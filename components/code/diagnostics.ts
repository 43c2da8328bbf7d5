import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { CodeProblem } from './types';

/** Where a problem begins and ends: its word, else its tag, else the rest of its line; never empty on a written line. */
export function rangeOf(doc: Text, { line: number, column, word }: CodeProblem): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(1, number), doc.lines));
  const start = Math.min(Math.max(0, column - 1), line.length);
  const rest = line.text.slice(start);
  const found = word ? rest.indexOf(word) : -1;
  if (word && found >= 0) return { from: line.from + start + found, to: line.from + start + found + word.length };
  const name = word ? /^[\w.[\]'"-]+/.exec(rest) : /^\{[{%].*?[}%]\}/.exec(rest);
  const length = name?.[0].length ?? rest.length;
  // A problem at the end of a line has nothing after it to mark: then the character before.
  return length > 0
    ? { from: line.from + start, to: line.from + start + length }
    : { from: Math.max(line.from, line.to - 1), to: line.to };
}

/** The problems as the editor marks them, in the order of the text. */
export const diagnosticsOf = (doc: Text, problems: readonly CodeProblem[]): Diagnostic[] =>
  problems
    .map((problem) => ({ ...rangeOf(doc, problem), severity: problem.level, message: problem.message }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
