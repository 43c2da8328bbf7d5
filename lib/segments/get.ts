import { query } from '@/lib/platform/command';
import { presentSegment } from './present';
import { findSegment, historyOf, labelsOf, usesOf } from './queries';
import { SegmentDetail, SegmentRef } from './schema';

export const getSegment = query({
  name: 'segments.get',
  summary: 'Read one segment, with what uses it',
  access: 'segments:read',
  http: { method: 'GET', path: '/segments/{id}' },
  input: SegmentRef,
  output: SegmentDetail,
  async run(ctx, { id }) {
    const segment = await findSegment(ctx, id);
    const [labels, usedBy, history] = await Promise.all([labelsOf(ctx), usesOf(ctx, id), historyOf(ctx, id)]);
    return { ...presentSegment(segment, labels), usedBy, history };
  },
});
