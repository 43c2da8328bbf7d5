import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const popup = {
  backgroundColor: 'var(--raised)',
  color: 'var(--ink)',
  border: '1px solid var(--line)',
  borderRadius: '8px',
  boxShadow: 'var(--shadow-pop)',
  overflow: 'hidden',
};
const wave = (colour: string) => ({
  backgroundImage: 'none',
  textDecoration: `underline wavy 1px ${colour}`,
  textUnderlineOffset: '3px',
  paddingBottom: '0',
});
/** In the place of the library's own pictures, which know one theme only. */
const marker = (colour: string) => ({
  content: 'none',
  margin: '3px auto 0',
  borderRadius: '999px',
  backgroundColor: `var(--${colour}-soft)`,
  color: `var(--${colour}-text)`,
  font: '600 10px/14px var(--font-sans)',
  textAlign: 'center',
});

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--ink)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '@media (pointer: coarse)': { '&': { fontSize: '1rem' } },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: '20px',
    overflow: 'auto',
    scrollbarWidth: 'thin',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-3)', borderRight: '1px solid var(--line)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 6px 0 4px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in oklch, var(--hover) 60%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent-line)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--bad-soft)' },
  '.cm-lintRange-error': wave('var(--bad)'),
  '.cm-lintRange-warning': wave('var(--warn)'),
  '.cm-lintPoint-error:after, .cm-lintPoint-warning:after': { borderBottomColor: 'var(--bad)' },
  '.cm-gutter-lint': { width: '18px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-lint-marker': { width: '14px', height: '14px' },
  '.cm-lint-marker-error': marker('bad'),
  '.cm-lint-marker-warning': marker('warn'),
  '.cm-lint-marker::before': { content: '"!"' },
  '.cm-tooltip': popup,
  '.cm-tooltip-lint': { padding: '0', font: '13px/20px var(--font-sans)' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--line)', maxWidth: '46ch' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px', maxHeight: '15rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', minHeight: '24px', lineHeight: '18px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600', color: 'var(--accent-text)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', fontFamily: 'var(--font-sans)' },
  '.cm-completionIcon': { display: 'none' },
});

const words = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--accent-text)' },
  { tag: tags.attributeName, color: 'var(--ink-2)' },
  { tag: [tags.attributeValue, tags.string], color: 'var(--good-text)' },
  { tag: [tags.comment, tags.documentMeta, tags.processingInstruction], color: 'var(--ink-3)' },
  { tag: [tags.brace, tags.keyword, tags.operatorKeyword], color: 'var(--unsure-text)' },
  { tag: [tags.variableName, tags.propertyName], color: 'var(--unsure-text)' },
  { tag: tags.function(tags.variableName), color: 'var(--warn-text)' },
  { tag: [tags.number, tags.bool, tags.atom, tags.unit, tags.color], color: 'var(--warn-text)' },
]);

/** The editor's looks from the tokens, so that both themes come by themselves. */
export const codeTheme = [look, syntaxHighlighting(words)];
