import { formatRate } from '../ui/format';

interface Bounces {
  sent: number;
  failed: number;
  bounced: number;
}

/** What the word means wherever it stands over a number; the rule is that of the suppression list. */
export const bouncedMeans =
  'Bounced: refused at once because there is no such mailbox or number, or returned later. Who was refused is among the failed as well.';

/** Of all that were sent or failed, since some of them bounced in place of being sent. */
export const bounceRate = ({ sent, failed, bounced }: Bounces): string => formatRate(bounced, sent + failed);
