import type { RowProblem } from '../import/row';

const [groupsShown, linesShown, valuesShown] = [50, 12, 3];

export interface ProblemGroup {
  severity: RowProblem['severity'];
  column: string;
  message: string;
  /** How often; `lines` and `values` name the first. */
  count: number;
  lines: number[];
  values: string[];
}

/** What names another line of the file is the same problem of many rows. */
const alike = (message: string): string => message.replace(/\bline \d+/g, 'an earlier line');

/** Equal problems together, what fails rows before what leaves something out, the most frequent first. Problems come in the order of their lines. */
export function groupProblems(problems: readonly RowProblem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>();
  for (const { severity, column, line, value, message } of problems) {
    const key = JSON.stringify([severity, column, alike(message)]);
    const group = groups.get(key) ?? { severity, column, message, count: 0, lines: [], values: [] };
    groups.set(key, group);
    group.count += 1;
    if (group.count > 1) group.message = alike(message);
    if (group.lines.length < linesShown) group.lines.push(line);
    if (value !== '' && group.values.length < valuesShown && !group.values.includes(value)) group.values.push(value);
  }
  const rank = ({ severity }: ProblemGroup) => (severity === 'error' ? 0 : 1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count).slice(0, groupsShown);
}
