import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { OpenMessage } from '@/lib/messages/schema';
import { messageColumns, messageHref } from './message-columns';

const at = '2026-11-20T09:00:00.000Z';
const message: OpenMessage = {
  ...{ messageId: 'm', contactId: 'c', name: 'Ada', address: 'ada@example.org', channel: 'email', source: 'inbox' },
  ...{ threadId: 't', subject: 'Re: Reunion', outcome: 'failed', reason: '5.7.1', error: 'no', at },
  ...{ waits: true, decidable: true, discarded: null, deleted: false },
};
const shown = (row: OpenMessage) =>
  messageColumns({ now: at, zone: 'UTC' })
    .map(({ cell }) => renderToStaticMarkup(createElement(Fragment, null, cell(row))))
    .join('\n');

it('a row names its kind of message as text: the row itself is the only link, and it leads to the message', () => {
  expect(shown(message)).toContain('answer');
  expect(shown({ ...message, source: 'consent', threadId: null })).toContain('request to confirm');
  expect(shown(message)).not.toContain('<a');
  expect(messageHref('uni', message)).toBe('/uni/inbox/t');
  expect(messageHref('uni', { ...message, source: 'consent', threadId: null })).toBe('/uni/contacts/c');
  expect(messageHref('uni', { ...message, source: 'consent', threadId: null, deleted: true })).toBeNull();
});
