interface Version {
  templateName: string;
  templateVersion: number;
}

/** A version of a template: "Appeal, version 2". */
export const versionName = ({ templateName, templateVersion }: Version): string =>
  `${templateName}, version ${templateVersion}`;

/** What was sent: the version, and the variants that it was sent as, if there are any. */
export function messageName(version: Version, variants: readonly string[]): string {
  if (variants.length === 0) return versionName(version);
  return `${versionName(version)} (${variants.length === 1 ? 'variant' : 'variants'} ${variants.join(', ')})`;
}
