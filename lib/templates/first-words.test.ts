import { describe, expect, it } from 'vitest';
import { firstWords } from './render';

describe('what mailboxes show beside the subject', () => {
  it('is what a mail says first, what it hides from its readers too, without pictures and addresses', () => {
    const hidden = '<div style="display:none">Your invitation&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;</div>';
    const html = `<html><head><title>No</title><style>p{}</style></head><body>${hidden}<img src="x" alt="Logo"><h1>Dear Ada,</h1><p>come <a href="https://uni.example/">here</a>.</p></body></html>`;
    expect(firstWords({ html, text: 'Other' })).toBe('Your invitation Dear Ada, come here.');
  });

  it('is the text of a mail without HTML, cut where no mailbox shows more', () => {
    expect(firstWords({ html: ' ', text: 'One\n\ntwo' })).toBe('One two');
    expect(firstWords({ html: '', text: 'word '.repeat(100) })).toMatch(/^(?:word ){27}word…$/);
  });
});
