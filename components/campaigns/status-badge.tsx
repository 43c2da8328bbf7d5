import { Badge } from '../ui/badge';
import { statusLooks } from './words';

/** The state of a campaign in one word. */
export function StatusBadge({ status }: { status: keyof typeof statusLooks }) {
  const { word, tone, dot } = statusLooks[status];
  return (
    <Badge tone={tone} {...(dot ? { dot } : {})}>
      {word}
    </Badge>
  );
}
