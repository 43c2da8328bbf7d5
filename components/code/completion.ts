import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { htmlCompletionSource } from '@codemirror/lang-html';
import { liquidCompletionSource } from '@codemirror/lang-liquid';

/** From the last `{{` or `{%` that is still open, on this line. */
const openTag = /\{[{%]-?[^{}%]*$/;
/** Our engine reads no other templates, so these tags are refused when a template is saved. */
const refused = new Set(['render', 'include']);
const tagsAndFilters = liquidCompletionSource();

const isVariablePlace = (inside: string): boolean => {
  if ((inside.match(/"/g) ?? []).length % 2 === 1 || (inside.match(/'/g) ?? []).length % 2 === 1) return false;
  return !/^\{%-?\s*\w*$/.test(inside) && !/\|\s*\w*$/.test(inside);
};

/** The variables that a message can fill, inside `{{ }}` and `{% %}`; each by its whole dotted name. */
export function variableSource(variables: () => readonly string[]): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const inside = context.matchBefore(openTag);
    if (!inside || !isVariablePlace(inside.text)) return null;
    const word = context.matchBefore(/[\w.]*$/);
    const from = word?.from ?? context.pos;
    const begins = /^\{\{-?\s*$/.test(inside.text);
    if (from === context.pos && !context.explicit && !begins) return null;
    const pad = inside.text.endsWith('{') ? ' ' : '';
    const options = variables().map((label): Completion => ({ label, type: 'variable', apply: pad + label + pad }));
    return { from, options, validFor: /^[\w.]*$/ };
  };
}

/** Liquid's own tags and filters, where variables do not stand. */
export const liquidSource: CompletionSource = (context) => {
  const inside = context.matchBefore(openTag);
  if (!inside || isVariablePlace(inside.text)) return null;
  const found = tagsAndFilters(context);
  return found && { ...found, options: found.options.filter((option) => !refused.has(option.label)) };
};

/** HTML's elements and attributes, outside of Liquid. */
export const htmlSource: CompletionSource = (context) =>
  context.matchBefore(openTag) ? null : htmlCompletionSource(context);
