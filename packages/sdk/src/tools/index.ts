import { connectorTools } from './connector.ts';
import { olderNames } from './older.ts';
import { readingTools } from './reading.ts';
import type { Tool } from './tool.ts';
import { writingTools } from './writing.ts';

/** Every tool of the MCP server, by name. */
export const tools = { ...readingTools, ...writingTools, ...connectorTools };
export type ToolName = keyof typeof tools;
export const toolNames = Object.keys(tools) as ToolName[];

/** The tool of this name, or of this older name. */
export function findTool(name: string): { name: ToolName; tool: Tool } | undefined {
  const current = Object.hasOwn(olderNames, name)
    ? olderNames[name]
    : toolNames.find((each) => each === name);
  return current && { name: current, tool: tools[current] };
}
