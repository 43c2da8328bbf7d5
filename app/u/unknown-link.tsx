import { cutLinkWords, testLinkWords, unknownLinkWords } from '../unknown-link';
import { PublicFrame } from './public-frame';

const Words = ({ title, text }: { title: string; text: string }) => (
  <PublicFrame>
    <h1 className="text-lg font-semibold">{title}</h1>
    <p className="mt-2 text-base text-ink-2">{text}</p>
  </PublicFrame>
);

/** In the place of a recipient's page whose link is broken: no console, and nowhere to sign in. */
export const UnknownLink = () => <Words {...unknownLinkWords} />;

/** The same where the token is missing altogether. */
export const CutLink = () => <Words {...cutLinkWords} />;

/** In the place of a recipient's page whose link was in a test. */
export const TestLink = () => <Words {...testLinkWords} />;
