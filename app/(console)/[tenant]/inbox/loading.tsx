import { InboxSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <InboxSkeleton />;
}
