import { Time } from '@/components/ui/time';

type DiscardedByProps = { discarded: { at: string; by: string } | null; now: string; zone: string };

/** Who decided that a failed message stays so, and when; nothing where nobody did. */
export const DiscardedBy = ({ discarded, now, zone }: DiscardedByProps) =>
  discarded ? (
    <span className="block text-xs text-ink-3">
      Discarded by <span dir="auto">{discarded.by}</span>, <Time at={discarded.at} now={now} zone={zone} ago />
    </span>
  ) : null;
