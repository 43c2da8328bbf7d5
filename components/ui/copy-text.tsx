'use client';

import { useState } from 'react';
import { Icon } from './icon';

/** An id in mono with a copy button; falls back to selecting where the clipboard is closed. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      setDone(false);
    }
  };
  return (
    <span className="inline-flex items-center gap-1">
      <code className="text-xs select-all mono">{text}</code>
      <button
        type="button"
        aria-label={`Copy ${label}`}
        onClick={() => void copy()}
        className="inline-grid size-6 place-items-center rounded-xs text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:size-11"
      >
        <Icon name={done ? 'check' : 'copy'} size={14} />
      </button>
      <span aria-live="polite" className="text-xs text-ink-3">
        {done ? 'Copied' : ''}
      </span>
    </span>
  );
}
