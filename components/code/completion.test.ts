import { CompletionContext } from '@codemirror/autocomplete';
import { html } from '@codemirror/lang-html';
import { liquid } from '@codemirror/lang-liquid';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { htmlSource, liquidSource, variableSource } from './completion';

const names = ['contact.first_name', 'unsubscribe_url'];

/** What is offered at the end of `text` while one types. */
async function offered(text: string) {
  const state = EditorState.create({ doc: text, extensions: [liquid({ base: html() })] });
  const context = new CompletionContext(state, text.length, false);
  const labels = async (source: (context: CompletionContext) => unknown) => {
    const found = (await source(context)) as { options: { label: string }[] } | null;
    return found?.options.map((option) => option.label) ?? [];
  };
  return {
    variables: await labels(variableSource(() => names)),
    liquid: await labels(liquidSource),
    html: await labels(htmlSource),
  };
}

describe('completion in a template', () => {
  it.each(['{{', '{{ ', '{{ first', 'Dear {{ contact.fi', '{% if con', '{{ "a" | default: con', '<a href="{{ un'])(
    'offers the variables by their whole names at: %s',
    async (text) => expect((await offered(text)).variables).toEqual(names),
  );
  it.each(['first', '{{ a }} first', '{{ "contact.', "{{ 'it", '{% i', '{{ a | up', '<p cl'])(
    'offers no variable at: %s',
    async (text) => expect((await offered(text)).variables).toEqual([]),
  );
  it('offers filters after a bar and tags in a tag, and none that saving refuses', async () => {
    expect((await offered('{{ a | up')).liquid).toContain('upcase');
    const { liquid } = await offered('{% i');
    expect(liquid).toContain('if');
    expect(liquid).not.toContain('include');
  });
  it('offers elements of HTML outside of Liquid only', async () => {
    expect((await offered('<p><bl')).html).toContain('blockquote');
    expect((await offered('<p>{{ bl')).html).toEqual([]);
  });
});
