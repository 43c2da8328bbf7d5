import { ListSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <ListSkeleton tabs={5} above={5} />;
}
