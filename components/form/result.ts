export type ActionError = { code: string; message: string; fields?: Record<string, string>; requestId?: string };

/** What every server action answers: a value, or why not, with a message for each wrong field. */
export type ActionResult<T = undefined> = { ok: true; value: T } | { ok: false; error: ActionError };
