import { AssignTag, CaseTag, EchoTag, IfTag, Output, UnlessTag, Value, type Template } from 'liquidjs';
import { htmlLiquid, plainLiquid } from './liquid';
import { templateParts, type TemplateSource } from './vocabulary';

/** What is known of a place in a template: variables that a condition asked for, and what names of the template's own stand for. */
interface Place {
  asked: ReadonlySet<string>;
  names: Map<string, readonly string[]>;
}

/**
 * Variables that are printed somewhere as they are, so that nothing stands there for whom they are empty: without a default, and
 * outside of conditions that ask for them. A part that cannot be read has none.
 */
export function printedBare({ approved, push, ...template }: TemplateSource): Set<string> {
  const bare = new Set<string>();
  const others = [...(approved?.parameters ?? []), ...(push ? [push.url, push.icon] : [])];
  const sources = [
    ...templateParts.map((part) => ({ part, source: template[part] })),
    ...others.map((source) => ({ part: 'text', source })),
  ];
  for (const { part, source } of sources) {
    try {
      const nodes = (part === 'html' ? htmlLiquid : plainLiquid).parse(source);
      walk(nodes, { asked: new Set(), names: new Map() }, bare);
    } catch {
      continue; // What is wrong with it is told by `analyse`.
    }
  }
  return bare;
}

function walk(nodes: readonly Template[], place: Place, bare: Set<string>): void {
  for (const node of nodes) {
    if (node instanceof AssignTag) {
      const { key, value } = node as unknown as { key: string; value: Value };
      place.names.set(key, leftEmpty(value, place));
    } else if (node instanceof Output || node instanceof EchoTag) {
      const { value } = node as unknown as { value?: Value };
      for (const name of value ? leftEmpty(value, place) : []) if (!place.asked.has(name)) bare.add(name);
    } else walk(childrenOf(node), insideOf(node, place), bare);
  }
}

/** Within a condition, and what stands there otherwise, whoever wrote it has thought of the empty ones. */
function insideOf(node: Template, place: Place): Place {
  const asks = node instanceof IfTag || node instanceof UnlessTag || node instanceof CaseTag;
  const asked = asks
    ? [...(node.arguments?.() ?? [])].flatMap((one) =>
        one instanceof Value ? pathsOf(one.initial.postfix, place) : [],
      )
    : [];
  const own = [...(node.blockScope?.() ?? [])];
  if (asked.length === 0 && own.length === 0) return place;
  const names = own.length > 0 ? new Map([...place.names, ...own.map((name) => [name, []] as const)]) : place.names;
  return { asked: new Set([...place.asked, ...asked]), names };
}

function childrenOf(node: Template): readonly Template[] {
  const steps = node.children?.(false, true);
  if (!steps) return [];
  let step = steps.next();
  while (!step.done) step = steps.next(step.value);
  return step.value;
}

/** Variables without which a value is empty, or lacks a part: what comes before a default is not among them. */
function leftEmpty({ initial, filters }: Value, place: Place): string[] {
  let names = pathsOf(initial.postfix, place);
  for (const { name, args } of filters) {
    const given = pathsOf(
      args.map((one) => (Array.isArray(one) ? one[1] : one)),
      place,
    );
    const fills = name === 'default' && args.length > 0 && (args[0] as { content?: unknown }).content !== '';
    names = fills ? given : [...names, ...given];
  }
  return names;
}

function pathsOf(tokens: readonly unknown[], { names }: Place): string[] {
  return tokens.flatMap((token) => {
    const { props } = (token ?? {}) as { props?: { content?: string }[] };
    if (!Array.isArray(props)) return [];
    const path = props.map(({ content = '' }) => content).join('.');
    return names.get(path) ?? [path];
  });
}
