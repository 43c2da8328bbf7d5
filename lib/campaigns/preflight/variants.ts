import type { CampaignRow } from '../queries';
import { fewestToTell, nouns, wanted } from '../variants/judge';
import type { VariantRow } from '../variants/store';
import type { WinnerMetric } from '../vocabulary';
import { warns, type Content, type Problem } from './content';

const quoted = (names: readonly string[]) => {
  const all = names.map((name) => `“${name}”`);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
};

/** Warns of variants that say the same word for word: what comes of them differs by chance alone. */
function sameGaps(contents: readonly Content[]): Problem[] {
  const alike = new Map<string, string[]>();
  for (const { variant, source } of contents) {
    if (variant === null) continue;
    const said = JSON.stringify(source);
    alike.set(said, [...(alike.get(said) ?? []), variant]);
  }
  return [...alike.values()]
    .filter((names) => names.length > 1)
    .map((names) =>
      warns(
        `Variants ${quoted(names)} say the same: the same words under the same subject. Whichever of them does better does so by chance. Give one of them another subject or template, or leave it out.`,
      ),
    );
}

/** Warns of a test that goes to too few: `reached` people by position, of those who would get it now. */
function sizeGaps(
  { winnerMetric }: CampaignRow,
  variants: readonly VariantRow[],
  reached: readonly number[],
): Problem[] {
  const people = reached.reduce((sum, n) => sum + n, 0);
  if (variants.length < 2 || people === 0) return [];
  const fewest = fewestToTell(variants.length);
  const least = Math.min(...reached);
  if (least >= fewest) return [];
  const small = quoted(variants.filter(({ position }) => reached[position] === least).map(({ name }) => name));
  const noun = nouns[winnerMetric as WinnerMetric];
  return [
    warns(
      `Too few people get variant ${small} for the variants to be told apart: ${least.toLocaleString('en')}. Below ${fewest} a variant even twice as many ${noun}, ${wanted.high * 100} % against ${wanted.low * 100} %, may be chance. Try them out on more people, or with fewer variants.`,
    ),
  ];
}

/** What makes the comparison of variants worth little. */
export const variantGaps = (
  campaign: CampaignRow,
  contents: readonly Content[],
  variants: readonly VariantRow[],
  reached: readonly number[],
): Problem[] => [...sameGaps(contents), ...sizeGaps(campaign, variants, reached)];
