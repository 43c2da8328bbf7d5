/** States of a test message: refused by the gate, or what the way out said of it. One that is being sent for long was given up. */
export const testStates = ['sending', 'accepted', 'refused', 'failed', 'uncertain'] as const;
export type TestState = (typeof testStates)[number];

/** The most members that one test goes to, and the most that one person may send, or get, in an hour. */
export const mostAtOnce = 10;
export const mostAnHour = 30;

/** Why messages of a channel cannot be tried; null: they can. */
export const whyNoTest = (channel: string): string | null =>
  channel === 'email'
    ? null
    : 'Only email can be sent as a test: of members an address is stored, and no phone number or browser. The preview shows what people get.';
