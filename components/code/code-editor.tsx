'use client';

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { html } from '@codemirror/lang-html';
import { liquid } from '@codemirror/lang-liquid';
import { LanguageSupport, StreamLanguage, bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { pageNonce } from '../ui/page-nonce';
import { htmlSource, liquidSource, variableSource } from './completion';
import { diagnosticsOf } from './diagnostics';
import { codeTheme } from './theme';
import type { CodeProps } from './types';

const fromOutside = Annotation.define<boolean>();
const plainText = new LanguageSupport(
  StreamLanguage.define({
    token(stream) {
      stream.skipToEnd();
      return null;
    },
  }),
);

const attributesOf = ({ id, label, invalid, readOnly }: CodeProps) =>
  EditorView.contentAttributes.of({
    id,
    'aria-label': label,
    'aria-describedby': `${id}-keys`,
    spellcheck: 'false',
    // Editable, it takes the focus anyhow; axe counts only what says so.
    tabindex: '0',
    ...(invalid ? { 'aria-invalid': 'true' } : {}),
    ...(readOnly ? { 'aria-readonly': 'true' } : {}),
  });

/** Everything that does not change while one writes. Tab is not bound: it leaves the box. */
function extensionsOf(
  { language, readOnly }: Pick<CodeProps, 'language' | 'readOnly'>,
  variables: () => readonly string[],
) {
  const isHtml = language === 'html';
  return [
    EditorView.cspNonce.of(pageNonce() ?? ''),
    lineNumbers(),
    lintGutter(),
    highlightSpecialChars(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    liquid({ base: isHtml ? html() : plainText }),
    autocompletion({ override: [variableSource(variables), liquidSource, ...(isHtml ? [htmlSource] : [])] }),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    EditorState.readOnly.of(readOnly ?? false),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    codeTheme,
  ];
}

/** The focus and the cursor of the plain box that this editor takes the place of. */
function takeOver(editor: EditorView, was: { start: number; end: number } | null) {
  if (!was) return;
  const most = editor.state.doc.length;
  editor.dispatch({ selection: { anchor: Math.min(was.start, most), head: Math.min(was.end, most) } });
  editor.focus();
}

/** HTML and Liquid with colours, completion of the variables, and problems marked at their place. */
export function CodeEditor(props: CodeProps) {
  const { id, language, value, readOnly, invalid, problems, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(value);
  const newest = useRef(props);
  const attributes = useRef(new Compartment());
  // While rendering the plain box still stands, and may have the focus.
  const before = useRef(focusedBox(id));
  // Layout effects: a key pressed between a render and a later effect would be lost, or undone by the text of before.
  useLayoutEffect(() => {
    newest.current = props;
  });
  useLayoutEffect(() => {
    if (!host.current) return;
    const now = { ...newest.current, language, readOnly };
    const editor = new EditorView({
      parent: host.current,
      doc: now.value,
      extensions: [
        ...extensionsOf({ language, readOnly }, () => newest.current.variables),
        attributes.current.of(attributesOf(now)),
        EditorView.updateListener.of((update) => {
          if (update.focusChanged && update.view.hasFocus) newest.current.onFocus?.();
          if (!update.docChanged || update.transactions.every((each) => each.annotation(fromOutside))) return;
          told.current = update.state.doc.toString();
          newest.current.onChange(told.current);
        }),
      ],
    });
    view.current = editor;
    told.current = now.value;
    takeOver(editor, before.current);
    before.current = null;
    return () => editor.destroy();
  }, [language, readOnly]);
  useLayoutEffect(() => {
    const editor = view.current;
    if (!editor || value === told.current) return;
    told.current = value;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
    });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: attributes.current.reconfigure(attributesOf({ ...newest.current, invalid })) });
  }, [invalid]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, problems)));
  }, [problems]);
  useImperativeHandle(ref, () => ({
    insert(text) {
      const editor = view.current;
      if (!editor) return;
      editor.dispatch(editor.state.replaceSelection(text), { userEvent: 'input', scrollIntoView: true });
      editor.focus();
    },
    goTo(line, column) {
      const editor = view.current;
      if (!editor) return;
      const at = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
      const anchor = Math.min(at.from + Math.max(0, column - 1), at.to);
      editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      editor.focus();
    },
  }));
  return (
    <>
      <div ref={host} className="h-full" />
      <span id={`${id}-keys`} hidden>
        Control and space offers variables. Control and a square bracket indents. Tab leaves.
      </span>
    </>
  );
}

function focusedBox(id: string): { start: number; end: number } | null {
  const box = typeof document === 'undefined' ? null : document.activeElement;
  if (!(box instanceof HTMLTextAreaElement) || box.id !== id) return null;
  return { start: box.selectionStart, end: box.selectionEnd };
}
