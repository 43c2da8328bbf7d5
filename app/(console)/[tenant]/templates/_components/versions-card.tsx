'use client';

import { Button } from '@/components/ui/button';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Time } from '@/components/ui/time';

export type Version = { version: number; subject: string; changelog: string | null; createdAt: string };
type VersionsProps = {
  versions: readonly Version[];
  current: number | null;
  now: string;
  zone: string;
  onLoad?: (version: number) => void;
};

/** Every saved version; sent messages keep theirs. */
export function VersionsCard({ versions, current, now, zone, onLoad }: VersionsProps) {
  if (versions.length === 0) return null;
  return (
    <Card title="Versions" flush>
      <ol className="max-h-72 divide-y divide-line overflow-auto scroll-thin">
        {versions.map((each) => (
          <li key={each.version} className="flex min-h-10 items-center gap-3 px-4 py-1.5">
            <span className="w-16 flex-none font-medium">Version {each.version}</span>
            <span dir="auto" className="min-w-0 flex-1 truncate text-ink-2">
              {each.changelog ?? each.subject}
            </span>
            <span className="text-xs text-ink-3">
              <Time at={each.createdAt} now={now} zone={zone} />
            </span>
            {each.version === current ? (
              <Badge tone="good">newest</Badge>
            ) : onLoad ? (
              <Button
                size="sm"
                onClick={() => onLoad(each.version)}
                aria-label={`Put version ${each.version} into the editor`}
              >
                Use
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
