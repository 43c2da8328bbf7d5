/** What sends messages one by one, outside campaigns; each has its own lanes. */
export const singleSources = ['inbox', 'consent', 'workflow', 'sequence', 'collection'] as const;
export type SingleSource = (typeof singleSources)[number];

/** What somebody may have to decide about. */
export const openOutcomes = ['failed', 'uncertain'] as const;
export type OpenOutcome = (typeof openOutcomes)[number];

/** More that wait are not counted. */
export const mostCounted = 10_000;
