'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { toast } from '@/components/ui/toast-store';
import type { ListedTopic } from '@/lib/topics/schema';
import { archiveTopicAction, deleteTopicAction, updateTopicAction } from '../actions';
import { TopicDialog } from './topic-dialog';

type OpenTopicsProps = { tenant: string; topics: readonly ListedTopic[]; mayWrite: boolean };
type Answer = { ok: true } | { ok: false; error: { message: string } };

const lost = 'The server did not answer. Try again.';

/** The topics that are offered, in the order in which recipients read them. */
export function OpenTopics({ tenant, topics, mayWrite }: OpenTopicsProps) {
  const router = useRouter();
  const [leaving, setLeaving] = useState<ListedTopic | null>(null);
  const run = async (call: Promise<Answer>, done: string) => {
    const result = await call.catch(() => null);
    toast(result?.ok ? done : (result?.error.message ?? lost));
    router.refresh();
    return result?.ok === true;
  };
  const move = (topic: ListedTopic, position: number) =>
    run(updateTopicAction(tenant, { id: topic.id, position }), `Moved ${topic.name}`);
  const remove = (topic: ListedTopic) =>
    topic.isUsed
      ? run(archiveTopicAction(tenant, { id: topic.id }), `Archived ${topic.name}`)
      : run(deleteTopicAction(tenant, { id: topic.id }), `Deleted ${topic.name}`);
  return (
    <Card title="Your topics" actions={mayWrite ? <TopicDialog tenant={tenant} /> : null}>
      {topics.length === 0 ? (
        <p className="max-w-[66ch] text-ink-3">
          None yet: whoever unsubscribes leaves all of your mailings. Add topics such as Events or Appeals, and people
          can leave one and keep the others.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {topics.map((topic, place) => (
          <li key={topic.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5 first:pt-0 last:pb-0">
            <span className="min-w-0 flex-1 basis-64">
              <span dir="auto" className="block font-medium break-words">
                {topic.name}
              </span>
              <span dir="auto" className="block text-xs break-words text-ink-3">
                {topic.description ?? 'No description'}
              </span>
              {topic.leftBy ? (
                <span className="block text-xs text-ink-3">
                  Left by {formatNumber(topic.leftBy)} {topic.leftBy === 1 ? 'person' : 'people'}
                </span>
              ) : null}
            </span>
            {mayWrite ? (
              <span className="flex items-center gap-2">
                <IconButton
                  icon="arrow-up"
                  label={`Move ${topic.name} up`}
                  className="disabled:pointer-events-none disabled:opacity-40"
                  disabled={place === 0}
                  onClick={() => void move(topic, place - 1)}
                />
                <IconButton
                  icon="arrow-down"
                  label={`Move ${topic.name} down`}
                  className="disabled:pointer-events-none disabled:opacity-40"
                  disabled={place === topics.length - 1}
                  onClick={() => void move(topic, place + 1)}
                />
                <TopicDialog tenant={tenant} topic={topic} />
                <Button
                  size="sm"
                  variant="danger"
                  aria-label={`${topic.isUsed ? 'Archive' : 'Delete'} ${topic.name}`}
                  onClick={() => setLeaving(topic)}
                >
                  {topic.isUsed ? 'Archive' : 'Delete'}
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {leaving ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setLeaving(null))}
          title={`${leaving.isUsed ? 'Archive' : 'Delete'} the topic ${leaving.name}`}
          confirmLabel={leaving.isUsed ? 'Archive topic' : 'Delete topic'}
          danger
          onConfirm={() => remove(leaving)}
        >
          {leaving.isUsed
            ? 'Campaigns and recipients are offered it no more. Who left it stays out of what was about it, and it can be restored.'
            : 'No campaign and nobody’s choice ever named it: nothing else goes with it.'}
        </Confirm>
      ) : null}
    </Card>
  );
}
