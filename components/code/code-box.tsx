'use client';

import { useEffect, useState, type ComponentType } from 'react';
import { cn } from '../ui/cn';
import { CodeArea } from './code-area';
import type { CodeProps } from './types';

let loaded: ComponentType<CodeProps> | null = null;

/**
 * A box for HTML and Liquid. The editor comes in its own chunk; a plain text box stands in for it, with the same text,
 * cursor and focus. Tab leaves the box, as it leaves every other field; Ctrl ] and Ctrl [ indent.
 */
export function CodeBox(props: CodeProps) {
  const [Editor, setEditor] = useState<ComponentType<CodeProps> | null>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    import('./code-editor').then(
      (module) => {
        loaded = module.CodeEditor;
        if (!gone) setEditor(() => module.CodeEditor);
      },
      // Offline, or a new version was published: the plain box goes on.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  const Box = Editor ?? CodeArea;
  return (
    <div
      className={cn(
        'h-105 overflow-hidden rounded-sm border bg-surface focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus',
        props.invalid ? 'border-bad' : 'border-line-strong',
      )}
    >
      <Box {...props} />
    </div>
  );
}
