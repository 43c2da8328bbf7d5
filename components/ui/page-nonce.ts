/** The nonce of this page's content policy, for code that adds style elements of its own; undefined on the server. */
export const pageNonce = (): string | undefined =>
  typeof document === 'undefined'
    ? undefined
    : document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
