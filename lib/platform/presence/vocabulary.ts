/** What somebody does with a thing that several people may open; the later one covers the earlier. */
export const presenceActivities = ['looking', 'answering'] as const;
export type PresenceActivity = (typeof presenceActivities)[number];
