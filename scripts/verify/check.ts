/** What a check found: one line per problem (empty = passed) and an optional line of figures to print beside it. */
export interface Finding {
  problems: string[];
  note?: string;
}

/** One named check over the project at root; it throws only when it could not run at all. */
export interface Check {
  name: string;
  run(root: string): Promise<Finding>;
}
