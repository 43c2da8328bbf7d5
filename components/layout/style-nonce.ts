'use client';

import { setNonce } from 'get-nonce';
import { pageNonce } from '../ui/page-nonce';

// Radix adds a style element to lock scrolling; it takes its nonce from here or the policy blocks it.
const nonce = pageNonce();
if (nonce) setNonce(nonce);
