import { describe, expect, it } from 'vitest';
import { suppressionReasons } from '@/lib/pipeline/vocabulary';
import { reachOf, type Reachable } from './reach';

const open: Reachable = { status: 'active', consent: { email: true, sms: true }, doNotContact: [], suppressed: {} };

describe('whether marketing may go to somebody', () => {
  it.each<[string, Partial<Reachable>, object]>([
    ['agreed', {}, { may: true, word: 'Yes' }],
    ['was never asked', { consent: {} }, { may: false, word: 'Never asked', tone: 'quiet' }],
    ['refused', { consent: { email: false } }, { may: false, word: 'No' }],
    ['asked not to be contacted', { doNotContact: ['email'] }, { may: false, word: 'Do not contact' }],
    ['is archived', { status: 'archived' }, { may: false, word: 'No', detail: 'archived' }],
    ['bounced', { suppressed: { email: 'bounce' } }, { may: false, word: 'Suppressed', detail: 'hard bounce' }],
    ['bounced on another channel', { suppressed: { sms: 'bounce' } }, { may: true, word: 'Yes' }],
    ['bounced, never asked', { consent: {}, suppressed: { email: 'bounce' } }, { may: false, word: 'Suppressed' }],
  ])('who %s', (_, part, look) => expect(reachOf({ ...open, ...part }, 'email')).toMatchObject(look));

  it.each(suppressionReasons)('is never a yes for an address that is suppressed for %s', (reason) => {
    expect(reachOf({ ...open, suppressed: { email: reason } }, 'email')).toMatchObject({ may: false, tone: 'bad' });
  });
});
