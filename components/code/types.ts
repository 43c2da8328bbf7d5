import type { Ref } from 'react';

/** A place in the code with something wrong, both numbers from 1. */
export type CodeProblem = {
  level: 'error' | 'warning';
  line: number;
  column: number;
  message: string;
  /** The wrong words, when they are known; else the rest of the tag is marked. */
  word?: string | undefined;
};

export type CodeHandle = {
  /** Puts the cursor at a place, both from 1, and shows it. */
  goTo: (line: number, column: number) => void;
  insert: (text: string) => void;
};

export type CodeProps = {
  id: string;
  label: string;
  language: 'html' | 'text';
  value: string;
  onChange: (value: string) => void;
  onFocus?: () => void;
  readOnly?: boolean;
  invalid?: boolean;
  problems: readonly CodeProblem[];
  /** Offered while one writes inside `{{ }}` and `{% %}`. */
  variables: readonly string[];
  ref?: Ref<CodeHandle>;
};
