import { describe, expect, it } from 'vitest';
import { leaveStill } from './words';

const closed = { at: '2026-01-01T00:00:00.000Z', by: 'organisation', opens: 'organisation' } as const;

describe('the button of a page where nothing is sent now', () => {
  it('says that leaving lasts longer than what stops it, and is not there when all was withdrawn', () => {
    expect(leaveStill({ isOff: false, canLeave: true, closed: null })).toBeNull();
    expect(leaveStill({ isOff: true, canLeave: true, closed })).toBe('Stop them also when the channel is opened again');
    expect(leaveStill({ isOff: true, canLeave: true, closed: null })).toBe('Stop them for good');
    expect(leaveStill({ isOff: true, canLeave: false, closed })).toBeNull();
  });
});
