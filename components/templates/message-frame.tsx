'use client';

import { useId, useState, type ComponentProps } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { shorter, taller, usualHeight } from './frame-height';

type MessageFrameProps = Pick<ComponentProps<'iframe'>, 'name' | 'src' | 'className'> & {
  /** What the frame shows, for readers. */
  title: string;
  sandbox: string;
  /** What it begins with, in rem (`beginHeight`). */
  begin?: number;
};

/**
 * Somebody's message in a frame that whoever reads it makes taller. The frame has no origin of its own and runs nothing, which keeps
 * this page safe from what stands in it: so nobody can ask it how tall it is.
 */
export function MessageFrame({ title, sandbox, begin = usualHeight, className, ...frame }: MessageFrameProps) {
  const id = useId();
  const [height, setHeight] = useState(begin);
  const [up, down] = [taller(height), shorter(height, begin)];
  return (
    <>
      <iframe
        {...frame}
        title={title}
        sandbox={sandbox}
        id={id}
        style={{ height: `${height}rem` }}
        className={cn('block border-0 bg-white', className)}
      />
      <div
        role="group"
        aria-label="Height of the message"
        className="flex justify-end gap-1 border-t border-line bg-surface p-1"
      >
        <Button
          size="sm"
          variant="ghost"
          icon="chevron-up"
          aria-controls={id}
          onClick={() => setHeight(down)}
          {...(down === height ? { reason: 'It is as short as it gets' } : {})}
        >
          Shorter
        </Button>
        <Button
          size="sm"
          variant="ghost"
          icon="chevron-down"
          aria-controls={id}
          onClick={() => setHeight(up)}
          {...(up === height ? { reason: 'It is as tall as it gets' } : {})}
        >
          Taller
        </Button>
      </div>
    </>
  );
}
