import type { Metadata } from 'next';
import { cutLinkWords } from '../unknown-link';

export const metadata: Metadata = { title: cutLinkWords.title, robots: { index: false } };

export { CutLink as default } from '../u/unknown-link';
