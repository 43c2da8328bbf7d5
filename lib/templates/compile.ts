import { Output, TokenKind, type Filter, type Template } from 'liquidjs';
import { simpleFilters, stringify } from './liquid';
import { htmlToText, oneLine, parsePart, renderNodes, textSource } from './render';
import type { TemplatePart, TemplateScope, TemplateSource } from './vocabulary';

export type Slot = (scope: TemplateScope) => string;

/** A text cut once: `chunks[0] slots[0] chunks[1] …`; there is always one chunk more than slots. */
export interface CompiledPart {
  chunks: readonly string[];
  slots: readonly Slot[];
}

export interface CompiledTemplate {
  subject: CompiledPart;
  /** Null when the template has no HTML. */
  html: CompiledPart | null;
  text: CompiledPart;
}

/** Fills a compiled part for one recipient. */
export function fill({ chunks, slots }: CompiledPart, scope: TemplateScope): string {
  let text = chunks[0]!;
  for (let i = 0; i < slots.length; i++) text += slots[i]!(scope) + chunks[i + 1]!;
  return text;
}

/** Cuts a template into constants and slots; parts beyond plain outputs become one slot that runs Liquid. Throws `invalid`. */
export function compileTemplate(template: TemplateSource): CompiledTemplate {
  const text = textSource(template);
  return {
    subject: compilePart('subject', template.subject),
    html: template.html.trim() === '' ? null : compilePart('html', template.html),
    text: text === null ? lateText(template.html) : compilePart('text', text),
  };
}

/** Compiles one part. Throws `invalid` when Liquid cannot parse it. */
export function compilePart(part: TemplatePart, source: string): CompiledPart {
  const nodes = parsePart(part, source);
  const pieces = cut(nodes, part);
  if (!pieces) return single((scope) => renderNodes(part, nodes, scope));
  return part === 'subject' ? single((scope) => oneLine(fill(pieces, scope))) : pieces;
}

function lateText(html: string): CompiledPart {
  const nodes = parsePart('html', html);
  return single((scope) => htmlToText(renderNodes('html', nodes, scope)));
}

const single = (slot: Slot): CompiledPart => ({ chunks: ['', ''], slots: [slot] });

function cut(nodes: Template[], part: TemplatePart): CompiledPart | null {
  const chunks = [''];
  const slots: Slot[] = [];
  for (const node of nodes) {
    if (node instanceof Output) {
      const slot = compileOutput(node, part);
      if (!slot) return null;
      slots.push(slot);
      chunks.push('');
    } else if (isConstant(node)) chunks[chunks.length - 1] += node.str;
    else return null;
  }
  return { chunks, slots };
}

/** Liquid's node of literal text keeps it in a private field; anything of another shape is not taken for one. */
function isConstant(node: Template): node is Template & { str: string } {
  return node.token.kind === TokenKind.HTML && 'str' in node && typeof node.str === 'string';
}

function compileOutput(node: Output, part: TemplatePart): Slot | null {
  const path = readPath(node);
  if (!path) return null;
  let get: (scope: TemplateScope) => unknown = (scope) => lookUp(scope, path);
  for (const filter of node.value.filters) {
    const step = compileFilter(filter, part);
    if (!step) return null;
    const before = get;
    get = (scope) => step(before(scope));
  }
  return (scope) => stringify(get(scope));
}

const computed = new Set(['size', 'first', 'last']);

function readPath(node: Output): string[] | null {
  const [token, ...rest] = node.value.initial.postfix as unknown as Array<Record<string, unknown>>;
  if (!token || rest.length > 0 || token.variable !== undefined || !Array.isArray(token.props)) return null;
  const path: string[] = [];
  for (const property of token.props as Array<Record<string, unknown>>) {
    if (typeof property.content !== 'string' || computed.has(property.content)) return null;
    // A numeric name indexes lists by another rule.
    if (/^-?\d/.test(property.content)) return null;
    path.push(property.content);
  }
  return path.length > 0 ? path : null;
}

function lookUp(scope: TemplateScope, path: string[]): unknown {
  let value: unknown = scope;
  for (const name of path) {
    if (value === null || value === undefined) return value;
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}

type Step = (value: unknown) => unknown;

function compileFilter(filter: Filter, part: TemplatePart): Step | null {
  // The name under which Liquid keeps the engine's own output escape.
  if (filter.name === '[object Function]') return part === 'html' ? simpleFilters.escape! : stringify;
  if (filter.name === 'default') return compileDefault(filter);
  const step = Object.hasOwn(simpleFilters, filter.name) ? simpleFilters[filter.name] : undefined;
  return step && filter.args.length === 0 ? step : null;
}

function compileDefault(filter: Filter): Step | null {
  const [argument, ...rest] = filter.args;
  if (rest.length > 0 || !argument || Array.isArray(argument)) return null;
  const fallback = argument.kind === TokenKind.Quoted && (argument as { content?: unknown }).content;
  if (typeof fallback !== 'string') return null;
  return (value) => {
    if (typeof value === 'string' || Array.isArray(value)) return value.length > 0 ? value : fallback;
    return value === false || value === null || value === undefined ? fallback : value;
  };
}
