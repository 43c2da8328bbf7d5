'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toast-store';
import type { ListedTopic } from '@/lib/topics/schema';
import { restoreTopicAction } from '../actions';

type ArchivedTopicsProps = { tenant: string; topics: readonly ListedTopic[]; mayWrite: boolean };

/** Topics that are offered no more. */
export function ArchivedTopics({ tenant, topics, mayWrite }: ArchivedTopicsProps) {
  const router = useRouter();
  const restore = async (topic: ListedTopic) => {
    const result = await restoreTopicAction(tenant, { id: topic.id }).catch(() => null);
    toast(result?.ok ? `Restored ${topic.name}` : (result?.error.message ?? 'The server did not answer. Try again.'));
    router.refresh();
  };
  return (
    <Card title="Archived">
      <ul className="divide-y divide-line">
        {topics.map((topic) => (
          <li key={topic.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5 first:pt-0 last:pb-0">
            <span dir="auto" className="min-w-0 flex-1 basis-64 break-words text-ink-2">
              {topic.name}
            </span>
            {mayWrite ? (
              <Button size="sm" aria-label={`Restore ${topic.name}`} onClick={() => void restore(topic)}>
                Restore
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
