import type { ReactNode } from 'react';
import { Logo } from '@/components/layout/logo';

/** Pages before the console: one card in the middle. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-88">
        <p className="mb-5 flex items-center justify-center gap-2.5 text-lg font-semibold">
          <Logo />
          AlumOutreach
        </p>
        {children}
      </div>
    </main>
  );
}
