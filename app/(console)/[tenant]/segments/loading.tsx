import { Skeleton, SkeletonRows } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <div className="px-6 pt-6 pb-14 max-md:px-4">
        <Skeleton className="h-5 w-40" />
      </div>
      <div className="border-t border-line bg-surface">
        <SkeletonRows rows={12} label="Loading the list" />
      </div>
    </>
  );
}
