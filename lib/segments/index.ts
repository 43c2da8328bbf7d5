export { createSegment } from './create';
export { deleteSegment } from './delete';
export { evaluateSegment } from './evaluate';
export { getSegment } from './get';
export { listSegments } from './list';
export { listSegmentMembers } from './list-members';
export { previewSegment } from './preview';
export { evaluateStale, followFacts, markAged } from './stale';
export { updateSegment } from './update';
