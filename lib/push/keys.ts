/** drizzle's `sql` or a connection's own. */
type Tag<Fragment> = (text: TemplateStringsArray, ...values: string[]) => Fragment;

/** The VAPID keys of an organisation's providers: it can write to browsers that have one of them; the first is what they are asked with. */
export const pushKeys = <Fragment>(tag: Tag<Fragment>, tenant: string): Fragment => tag`
  select settings ->> 'publicKey' as key from sending_providers
  where tenant_id = ${tenant} and kind = 'push' and enabled and deleted_at is null order by priority, id`;
