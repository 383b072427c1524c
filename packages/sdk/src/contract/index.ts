import type { z } from 'zod';
import { auditOperations } from './audit.ts';
import { documentOperations } from './documents.ts';
import { documentAliasOperations } from './documents-alias.ts';
import { graphOperations } from './graph.ts';
import { graphAliasOperations } from './graph-alias.ts';
import { healthOperations } from './health.ts';
import { memoryOperations } from './memories.ts';
import { memoryBatchOperations } from './memory-batch.ts';
import { oauthOperations } from './oauth.ts';
import { peopleOperations } from './people.ts';
import { planOperations } from './plans.ts';
import { tokenOperations } from './tokens.ts';
import { transferOperations } from './transfer.ts';

/** Every operation of the system, by name. */
export const operations = {
  ...healthOperations,
  ...memoryOperations,
  ...memoryBatchOperations,
  ...documentOperations,
  ...documentAliasOperations,
  ...graphOperations,
  ...graphAliasOperations,
  ...tokenOperations,
  ...auditOperations,
  ...planOperations,
  ...peopleOperations,
  ...oauthOperations,
  ...transferOperations,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller sends: defaults may be left out. */
export type Input<K extends OperationName> = z.input<Operations[K]['input']>;
/** What a handler receives: parsed, with defaults filled in. */
export type ParsedInput<K extends OperationName> = z.output<Operations[K]['input']>;
export type Output<K extends OperationName> = z.output<Operations[K]['output']>;

export const operationNames = Object.keys(operations) as OperationName[];
