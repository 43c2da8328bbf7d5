import { describe, expect, it } from 'vitest';
import type { Outgoing } from '@/lib/campaigns/schema';
import { sandboxNeeds } from './sandbox-needs';

type Channel = Outgoing['channels'][number];
const of = (channel: Channel['channel'], rest: Partial<Channel>): Channel => ({
  ...{ channel, state: 'sending', answeredAt: null, silence: null, refusal: null, sandbox: null, campaigns: [] },
  ...rest,
});

describe('what Home says of the sandbox', () => {
  it('is that it takes what is being sent or waits, why, and the way to who takes it', () => {
    const sandbox = 'The sandbox Rehearsals is on: messages go there.';
    expect(sandboxNeeds([of('email', { sandbox }), of('sms', { sandbox, state: 'waiting' })], '/x/providers')).toEqual([
      expect.objectContaining({
        ...{ title: 'What is sent by email reaches nobody', detail: sandbox, href: '/x/providers', verb: 'Look' },
      }),
      expect.objectContaining({ title: 'What is sent by SMS reaches nobody', detail: sandbox }),
    ]);
  });

  it('is nothing while there is nothing to send, or others take it', () => {
    expect(sandboxNeeds([of('email', { sandbox: 'It is on.', state: 'idle' }), of('sms', {})], '/x')).toEqual([]);
  });
});
