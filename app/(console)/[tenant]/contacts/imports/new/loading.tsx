import { WizardSkeleton } from '@/components/layout/page-skeletons';

export default function Loading() {
  return <WizardSkeleton />;
}
