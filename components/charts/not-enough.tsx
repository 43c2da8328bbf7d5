import { formatNumber } from '../ui/format';

/** Instead of a chart or a rate under the sample floor. */
export function NotEnough({ needs, of }: { needs: number; of: string }) {
  return (
    <p className="py-6 text-center text-ink-3">
      Not enough data, needs {formatNumber(needs)} more {of}
    </p>
  );
}
