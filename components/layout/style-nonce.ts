'use client';

import { setNonce } from 'get-nonce';

// Radix adds a style element to lock scrolling; it takes its nonce from here or the policy blocks it.
if (typeof document !== 'undefined') {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  if (nonce) setNonce(nonce);
}
