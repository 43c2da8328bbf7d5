'use client';

import { useEffect, useRef } from 'react';

const least = 96;
const most = 560;

/** As tall as what stands in it, within bounds; what is taller scrolls. */
function showAll(frame: HTMLIFrameElement): void {
  // Never smaller than its frame: it is asked in one of no height.
  frame.style.height = '0';
  const tall = frame.contentDocument?.documentElement?.scrollHeight ?? most;
  frame.style.height = `${Math.min(most, Math.max(least, tall + 2))}px`;
}

/** A message in a frame of its own: no script runs in it, so that asking it for its height is safe. */
export function PictureFrame({ src, title }: { src: string; title: string }) {
  const ref = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const frame = ref.current;
    if (!frame) return undefined;
    const again = () => showAll(frame);
    again();
    frame.addEventListener('load', again);
    window.addEventListener('resize', again);
    return () => {
      frame.removeEventListener('load', again);
      window.removeEventListener('resize', again);
    };
  }, []);
  return (
    <iframe
      ref={ref}
      src={src}
      title={title}
      sandbox="allow-same-origin"
      loading="lazy"
      className="block h-24 w-full rounded-sm border border-line bg-white"
    />
  );
}
