export { type CallerId, callerIds, toCaller } from './ai-clients/calls.ts';
export { type AiClient, aiClients, type ServerEntry } from './ai-clients/catalogue.ts';
export {
  type ServerChange,
  toDocument,
  toEntry,
  toSnippet,
  toTomlLines,
  toTomlTable,
} from './ai-clients/snippet.ts';
export { auditLabels } from './audit-labels.ts';
export {
  type EntityClass,
  entityClasses,
  type Predicate,
  predicateAliases,
  predicates,
  subclassOf,
} from './catalogue.ts';
export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts';
export type { FileInput } from './contract/common.ts';
export { documentLimits } from './contract/documents.ts';
export { graphLimits } from './contract/graph.ts';
export {
  type Input,
  type OperationName,
  type Operations,
  type Output,
  operationNames,
  operations,
  type ParsedInput,
} from './contract/index.ts';
export { memoryEntry, memoryLimits, memoryTypes } from './contract/memories.ts';
export { type Operation, type Scope, scopes } from './contract/operation.ts';
export { type Role, roles } from './contract/people.ts';
export { type Plan, type PlanName, planNames, plans } from './contract/plans.ts';
export { tokenStates } from './contract/tokens.ts';
export { type ArchiveKind, type ArchiveRecord, archiveFormat, importLimits } from './contract/transfer.ts';
export { toGerman } from './error-texts.ts';
export { type ErrorBody, type ErrorCode, type ErrorDetail, errorStatus, KnowmindError } from './errors.ts';
export { describeTools, type ToolDescription } from './tools/describe.ts';
export { instructions, prompts, protocolVersions } from './tools/guidance.ts';
export { findTool, type ToolName, toolNames, tools } from './tools/index.ts';
export type { Tool } from './tools/tool.ts';
