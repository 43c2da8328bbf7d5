'use server';
import type { ActionResult } from '@/components/form/result';
import type { PaletteItem } from '@/components/layout/types';
export async function save(data: FormData): Promise<ActionResult<string>> {
  const email = String(data.get('email'));
  if (!email.includes('@')) return { ok: false, error: { code: 'invalid', message: 'One field needs a change.', fields: { email: `“${email}” has no @. Write it as name@example.org.` } } };
  return { ok: true, value: email };
}
export async function find(query: string): Promise<PaletteItem[]> {
  return [{ id: 'p1', group: 'People', label: `Amara ${query}`, icon: 'user', href: '/kit/x', hint: 'MSc 2011' }];
}
export async function out(): Promise<void> {}
