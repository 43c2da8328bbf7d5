import type { Tags } from '@/db/client';
import type { Preflight } from '../schema';
import { named, placeOf, warns, type Content, type Problem } from './content';

type Merge = Preflight['merge'][number];

/** How many of these people have nothing to fill each variable with, in the order of the variables; one statement. */
async function countEmpty(tags: Tags, tenant: string, ids: string[], variables: readonly string[]): Promise<number[]> {
  if (ids.length === 0 || variables.length === 0) return variables.map(() => 0);
  const counts = variables.map((variable) => {
    const place = placeOf(variable);
    const value = !place
      ? tags`'-'`
      : 'key' in place
        ? tags`attributes ->> ${place.key}::text`
        : tags`${tags(place.column)}`;
    return tags`count(*) filter (where coalesce(${value}, '') = '')::int`;
  });
  const list = counts.reduce((before, count) => tags`${before}, ${count}`);
  const [row] = await tags<
    { counts: number[] }[]
  >`select array[${list}] as counts from contacts where tenant_id = ${tenant} and id = any(${ids}::uuid[])`;
  return row?.counts ?? [];
}

/** Somebody who would get it: the position of their variant, or none without variants; or what wins. */
export interface Getting {
  contactId: string;
  variant: number | undefined;
  waits: boolean | undefined;
}

interface Group {
  people: number;
  empty: number[];
}

/** Counts who has nothing to be filled in, apart by what they get. */
export class Fillings {
  readonly #groups = new Map<number | 'all' | 'waiting', Group>();

  constructor(private readonly variables: readonly string[]) {}

  async count(tags: Tags, tenant: string, going: readonly Getting[]): Promise<void> {
    const ids = new Map<number | 'all' | 'waiting', string[]>();
    for (const { contactId, variant, waits } of going) {
      const key = waits ? 'waiting' : (variant ?? 'all');
      const list = ids.get(key);
      if (list) list.push(contactId);
      else ids.set(key, [contactId]);
    }
    for (const [key, list] of ids) {
      const counted = await countEmpty(tags, tenant, list, this.variables);
      const before = this.#of(key);
      const empty = before.empty.map((n, i) => n + (counted[i] ?? 0));
      this.#groups.set(key, { people: before.people + list.length, empty });
    }
  }

  /** Each variable of each content that is counted: how many of those who get that content have it empty. */
  of(contents: readonly Content[]): Merge[] {
    const waiting = this.#of('waiting');
    return contents.flatMap(({ variant, position, variables, bare }) => {
      const mine = this.#of(position ?? 'all');
      return variables.flatMap((variable) => {
        const i = this.variables.indexOf(variable);
        if (i < 0) return [];
        const later = waiting.people > 0 ? { people: waiting.people, empty: waiting.empty[i] ?? 0 } : null;
        const { people, empty } = mine;
        return [{ variable, variant, people, empty: empty[i] ?? 0, waiting: later, hasDefault: !bare.has(variable) }];
      });
    });
  }

  /** How many get each variant. */
  reached(variants: number): number[] {
    return Array.from({ length: variants }, (_, position) => this.#of(position).people);
  }

  #of(key: number | 'all' | 'waiting'): Group {
    return this.#groups.get(key) ?? { people: 0, empty: this.variables.map(() => 0) };
  }
}

const number = (n: number) => n.toLocaleString('en');

/** Warns of a variable that is empty for some of those who get it, where the template leaves a gap for them. */
export function mergeGaps(merge: readonly Merge[]): Problem[] {
  return merge.flatMap(({ variable, variant, people, empty, waiting, hasDefault }) => {
    if (hasDefault || (empty === 0 && !waiting?.empty)) return [];
    const all = [
      ...(empty > 0 ? [`${number(empty)} of ${variant === null ? '' : 'its '}${number(people)} people`] : []),
      ...(waiting?.empty ? [`${number(waiting.empty)} of the ${number(waiting.people)} who get what wins`] : []),
    ];
    const who = all.join(', and for ');
    return [warns(named(variant, `${variable} is empty for ${who}. Give it a default in the template.`))];
  });
}
