import { EditorSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <EditorSkeleton />;
}
