import { LiquidError, type Variable } from 'liquidjs';
import { htmlLiquid, plainLiquid } from './liquid';
import { knownVariables, partLimits, templateParts, type TemplatePart, type TemplateSource } from './vocabulary';
import { liquidWords } from './liquid-words';

export interface TemplateProblem {
  kind: 'syntax' | 'unknown-variable' | 'too-long';
  part: TemplatePart | 'parameters' | 'url' | 'icon';
  /** Both from 1; of parameters, the line is the parameter's number. */
  line: number;
  column: number;
  message: string;
  /** The variable that nobody fills. */
  variable?: string;
}

export interface TemplateAnalysis {
  /** Every variable the template expects from outside, sorted: `contact.first_name`. */
  variables: string[];
  problems: TemplateProblem[];
}

const roots = new Set(knownVariables.map((name) => name.split('.')[0]!));
const groups = new Set(knownVariables.filter((name) => name.includes('.')).map((name) => name.split('.')[0]!));
const endings = new Set(['size', 'first', 'last']);
const attributesPrefix = 'contact.attributes.';

/** Finds a template's variables and its problems; with `attributes` given, other attributes count as unknown. */
export function analyse(template: TemplateSource, attributes?: readonly string[]): TemplateAnalysis {
  const variables = new Set<string>();
  const problems: TemplateProblem[] = [];
  for (const part of templateParts) {
    const source = template[part];
    const limit = partLimits[part];
    if (source.length > limit) {
      const message = `The ${part} has ${source.length} characters; at most ${limit} are allowed.`;
      problems.push({ kind: 'too-long', part, line: 1, column: 1, message });
      continue;
    }
    try {
      for (const found of globalsOf(part, source)) check(part, found, attributes, variables, problems);
    } catch (error) {
      problems.push(syntaxProblem(part, error));
    }
  }
  for (const [i, parameter] of (template.approved?.parameters ?? []).entries()) {
    const inside = analyse({ subject: '', html: '', text: parameter }, attributes);
    for (const name of inside.variables) variables.add(name);
    problems.push(...inside.problems.map((problem) => ({ ...problem, part: 'parameters' as const, line: i + 1 })));
  }
  for (const part of template.push ? (['url', 'icon'] as const) : []) {
    const inside = analyse({ subject: '', html: '', text: template.push![part] }, attributes);
    for (const name of inside.variables) variables.add(name);
    problems.push(...inside.problems.map((problem) => ({ ...problem, part })));
  }
  return { variables: [...variables].sort(), problems };
}

function globalsOf(part: TemplatePart, source: string): Variable[] {
  const engine = part === 'html' ? htmlLiquid : plainLiquid;
  return Object.values(engine.analyzeSync(engine.parse(source), { partials: false }).globals).flat();
}

function check(
  part: TemplatePart,
  found: Variable,
  attributes: readonly string[] | undefined,
  variables: Set<string>,
  problems: TemplateProblem[],
) {
  const dynamic = found.segments.findIndex((segment) => typeof segment !== 'string');
  const segments = (dynamic < 0 ? found.segments : found.segments.slice(0, dynamic)) as string[];
  const name = nameOf(segments, dynamic >= 0);
  variables.add(name);
  const message = objection(name, dynamic >= 0, attributes);
  if (!message) return;
  const { row: line, col: column } = found.location;
  problems.push({ kind: 'unknown-variable', part, line, column, message, variable: name });
}

function nameOf(segments: readonly string[], dynamic: boolean): string {
  const last = segments.at(-1);
  const full = segments.join('.');
  if (!dynamic && segments.length > 1 && last && endings.has(last) && !full.startsWith(attributesPrefix))
    return segments.slice(0, -1).join('.');
  return full;
}

function objection(name: string, dynamic: boolean, attributes: readonly string[] | undefined): string | null {
  if (name.startsWith(attributesPrefix)) {
    const key = name.slice(attributesPrefix.length).split('.')[0]!;
    if (!attributes || attributes.includes(key)) return null;
    return `There is no contact attribute “${key}”.${hint(key, attributes)}`;
  }
  if (groups.has(name) && !dynamic)
    return `“${name}” holds several values; name one of them, such as “${knownVariables.find((known) => known.startsWith(`${name}.`))}”.`;
  if ((knownVariables as readonly string[]).includes(name) || (dynamic && roots.has(name))) return null;
  const attribute = attributeFor(name, attributes ?? []);
  const meant = attribute ? ` Did you mean “${attributesPrefix}${attribute}”?` : hint(name, knownVariables);
  return `Unknown variable “${name}”.${meant}`;
}

/** The attribute that is called as the last word of a name, however it is written. */
function attributeFor(name: string, attributes: readonly string[]): string | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
  const wanted = letters(name.slice(name.lastIndexOf('.') + 1));
  return attributes.find((key) => letters(key) === wanted);
}

function hint(name: string, candidates: readonly string[]): string {
  const nearest = nearestOf(name, candidates);
  return nearest ? ` Did you mean “${nearest}”?` : '';
}

/** The candidate that needs the fewest edits, if any is near; the last word of a dotted name counts too. */
export function nearestOf(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const tail = candidate.slice(candidate.lastIndexOf('.') + 1);
    const edits = Math.min(distance(name, candidate), distance(name, tail) + 0.5);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return least <= Math.max(2, name.length * 0.4) ? best : null;
}

function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase().slice(0, 64), b.toLowerCase().slice(0, 64)];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

function syntaxProblem(part: TemplatePart, error: unknown): TemplateProblem {
  const [line, column] = LiquidError.is(error) ? error.token.getPosition() : [1, 1];
  return { kind: 'syntax', part, line: line!, column: column!, message: liquidWords(error) };
}
