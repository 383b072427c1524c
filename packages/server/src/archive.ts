import type { ArchiveKind, ArchiveRecord } from '@knowmind/sdk';

/** A record of an archive and where it stands in the request. */
export type Placed<Kind extends ArchiveKind> = {
  record: Extract<ArchiveRecord, { kind: Kind }>;
  path: string;
};
