import { unknownLinkWords } from '../unknown-link';
import { PublicFrame } from './public-frame';

/** In the place of a recipient's page whose link is broken: no console, and nowhere to sign in. */
export function UnknownLink() {
  return (
    <PublicFrame>
      <h1 className="text-lg font-semibold">{unknownLinkWords.title}</h1>
      <p className="mt-2 text-base text-ink-2">{unknownLinkWords.text}</p>
    </PublicFrame>
  );
}
