'use client';

import { useImperativeHandle, useRef } from 'react';
import type { CodeProps } from './types';

/** The plain box that stands where the editor will, until it is loaded or when it cannot be. */
export function CodeArea({ id, label, value, onChange, onFocus, readOnly, invalid, ref }: CodeProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    insert(text) {
      const box = area.current;
      if (!box) return;
      box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
      onChange(box.value);
      box.focus();
    },
    goTo(line, column) {
      const box = area.current;
      if (!box) return;
      const before = box.value.split('\n').slice(0, line - 1);
      const at = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
      box.focus();
      box.setSelectionRange(at, at);
    },
  }));
  return (
    <textarea
      ref={area}
      id={id}
      aria-label={label}
      aria-invalid={invalid || undefined}
      value={value}
      readOnly={readOnly}
      onChange={(event) => onChange(event.target.value)}
      onFocus={onFocus}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      className="h-full w-full resize-none bg-transparent py-2 pr-3 pl-14 leading-5 outline-none mono scroll-thin"
    />
  );
}
