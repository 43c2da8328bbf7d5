/** How long the fields of a contact may be, in characters; forms, API and imports ask here, the columns are as wide. */
export const limits = {
  email: 320,
  phone: 50,
  name: 100,
  externalId: 200,
  language: 35,
  timeZone: 60,
  attributeKey: 60,
  attributeText: 2000,
  /** Different attributes of an organisation, and of one contact. */
  attributes: 200,
  tag: 60,
  /** Tags of one contact. */
  tags: 50,
} as const;

/** A key that Liquid and segments can name. */
export const attributeKeyPattern = new RegExp(`^[A-Za-z][A-Za-z0-9_]{0,${limits.attributeKey - 1}}$`);
