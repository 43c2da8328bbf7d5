import { BoardSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <BoardSkeleton actions={0} />;
}
