import { DetailSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <DetailSkeleton tabs={0} aside={0} />;
}
