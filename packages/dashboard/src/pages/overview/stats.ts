import type { Output } from '@knowmind/sdk';

export type Stats = Output<'getStats'>;
