export interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'>;

export function missingEntries(packages: Record<string, LockEntry>): Record<string, LockEntry>;
