'use client';

import type { CodeProblem } from '@/components/code/types';
import { Icon } from '@/components/ui/icon';
import { partWords } from '@/lib/templates/vocabulary';
import type { Preview } from '../../use-message-preview';

type Problem = Preview['problems'][number];

/** The problems of one part, for marking them in its text. */
export const marksOf = (problems: readonly Problem[], part: Problem['part']): CodeProblem[] =>
  problems
    .filter((each) => each.part === part)
    .map(({ kind, line, column, message, variable }) => ({
      level: kind === 'unknown-variable' ? 'warning' : 'error',
      line,
      column,
      message,
      word: variable,
    }));

/** What is wrong in the draft; each goes to its place. */
export function ProblemList({ problems, onGo }: { problems: readonly Problem[]; onGo: (problem: Problem) => void }) {
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-1.5 text-xs text-good-text">
        <Icon name="check" size={14} /> No problems found
      </p>
    );
  }
  return (
    <section aria-label="Problems" className="rounded-sm border border-line">
      <p className="border-b border-line px-3 py-1.5 text-xs font-strong">
        {problems.length === 1 ? '1 problem' : `${problems.length} problems`}
      </p>
      <ul className="max-h-44 divide-y divide-line overflow-auto scroll-thin">
        {problems.map((problem, index) => {
          const warns = problem.kind === 'unknown-variable';
          return (
            <li key={index}>
              <button
                type="button"
                onClick={() => onGo(problem)}
                className="flex min-h-8 w-full items-start gap-2 px-3 py-1.5 text-left -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11"
              >
                <Icon
                  name={warns ? 'triangle-alert' : 'circle-alert'}
                  size={14}
                  className={warns ? 'mt-0.75 text-warn-text' : 'mt-0.75 text-bad-text'}
                />
                <span className="min-w-0 flex-1">{problem.message}</span>
                <span className="text-xs whitespace-nowrap text-ink-3">
                  {partWords[problem.part]}, line {problem.line}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
