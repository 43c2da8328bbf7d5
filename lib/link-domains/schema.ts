import { z } from 'zod';

const instant = z.iso.datetime();

/** What has to stand in DNS. */
const DnsRecord = z.object({ type: z.enum(['CNAME', 'TXT']), name: z.string(), value: z.string() });

export const LinkDomain = z
  .object({
    /** Null: links lead by way of the installation's own host. */
    domain: z.string().nullable(),
    /** Since when links have it; null: not checked yet, or something is missing. */
    verifiedAt: instant.nullable(),
    checkedAt: instant.nullable(),
    /** What the last check found missing, and the way out. */
    problem: z.string().nullable(),
    records: z.array(DnsRecord),
    /** The installation's own host. */
    host: z.string(),
  })
  .meta({ id: 'LinkDomain' });
export type LinkDomain = z.output<typeof LinkDomain>;

export const LinkDomainSet = z.object({
  domain: z.string().trim().min(1, 'is empty').max(253, 'is over 253 characters'),
});
