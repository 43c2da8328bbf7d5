'use client';

import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import { cn } from '@/components/ui/cn';

export type CodeHandle = {
  /** Puts the cursor at a place, both from 1, and shows it. */
  goTo: (line: number, column: number) => void;
  insert: (text: string) => void;
};
type CodeAreaProps = {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  onFocus?: () => void;
  readOnly?: boolean;
  /** Lines with a problem, marked in the margin. */
  marked?: ReadonlySet<number>;
  invalid?: boolean;
  ref?: Ref<CodeHandle>;
};

const lineHeight = 20;

/** A text box for code: line numbers, Tab indents (Esc then Tab leaves), problems marked in the margin. */
export function CodeArea({ id, label, value, onChange, onFocus, readOnly, marked, invalid, ref }: CodeAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const leaving = useRef(false);
  const lines = value.split('\n').length;

  const insert = (text: string) => {
    const box = area.current;
    if (!box) return;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    onChange(box.value);
    box.focus();
  };
  useImperativeHandle(ref, () => ({
    insert,
    goTo(line, column) {
      const box = area.current;
      if (!box) return;
      const before = box.value.split('\n').slice(0, line - 1);
      const at = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
      box.focus();
      box.setSelectionRange(at, at);
      box.scrollTop = Math.max(0, (line - 5) * lineHeight);
    },
  }));

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') leaving.current = true;
    else if (event.key === 'Tab' && !event.shiftKey && !leaving.current && !readOnly) {
      event.preventDefault();
      insert('  ');
    } else if (event.key !== 'Shift') leaving.current = false;
  };

  return (
    <div
      className={cn(
        'flex h-105 overflow-hidden rounded-sm border bg-surface focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus',
        invalid ? 'border-bad' : 'border-line-strong',
      )}
    >
      <div
        ref={gutter}
        aria-hidden
        className="flex-none overflow-hidden border-r border-line bg-sunken py-2 text-right text-ink-3 mono select-none"
      >
        {Array.from({ length: lines }, (_, index) => (
          <div
            key={index}
            style={{ height: lineHeight, lineHeight: `${lineHeight}px` }}
            className={cn('min-w-9 px-2', marked?.has(index + 1) && 'bg-bad-soft font-semibold text-bad-text')}
          >
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        id={id}
        aria-label={label}
        aria-invalid={invalid || undefined}
        aria-describedby={`${id}-keys`}
        value={value}
        readOnly={readOnly}
        onChange={(event) => onChange(event.target.value)}
        onFocus={() => {
          leaving.current = false;
          onFocus?.();
        }}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        style={{ lineHeight: `${lineHeight}px`, tabSize: 2 }}
        className="min-w-0 flex-1 resize-none bg-transparent px-3 py-2 outline-none mono scroll-thin"
      />
      <span id={`${id}-keys`} hidden>
        Tab indents. To leave, press Escape, then Tab.
      </span>
    </div>
  );
}
