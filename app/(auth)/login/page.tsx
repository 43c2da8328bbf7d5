import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Card } from '@/components/ui/card';
import { currentSession } from '@/lib/platform/page';
import { ownPath } from '../own-path';
import { LoginForm } from './_components/login-form';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function LoginPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const to = ownPath(typeof next === 'string' ? next : '');
  if (await currentSession()) redirect(to);
  return (
    <Card>
      <h1 className="mb-4 text-xl font-semibold">Sign in</h1>
      <LoginForm next={to} />
    </Card>
  );
}
