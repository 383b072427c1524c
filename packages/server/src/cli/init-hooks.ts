import type { Node } from 'jsonc-parser';
import { findChild, parseJson } from './install-json.ts';
import { insertLast, removeMember } from './install-json-edit.ts';

type Hook = { event: string; command: string };

/** Seconds after which the client ends a hook; the hooks themselves give up after six. */
const timeout = 10;
const hooks: Hook[] = [
  { event: 'UserPromptSubmit', command: 'knowmind hook recall' },
  { event: 'Stop', command: 'knowmind hook remind' },
];
const statusLine = { type: 'command', command: 'knowmind status --line --color' };

/**
 * Whether the command line is this one of ours and nothing else, in whatever form: what runs beside it is the person's.
 * `words` are those behind the name of the program.
 */
function isOwn(commandLine: string, words: string): boolean {
  if (/[&|;<>`$()\n]/.test(commandLine)) return false;
  const all = commandLine.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const commands = all.filter((part) => !/^\w+=/.test(part));
  const parts = commands.map((part) => part.replace(/^["']|["']$/g, '').replace(/^.*[\\/]/, ''));
  const start = /^node(\.exe)?$/.test(parts[0] ?? '') ? 1 : 0;
  return (
    /^knowmind(\.\w+)?$/.test(parts[start] ?? '') &&
    `${parts.slice(start + 1).join(' ')} `.startsWith(`${words} `)
  );
}

/** Whether it runs this one of ours at all, alone or among others. */
function runs(commandLine: string, words: string): boolean {
  return new RegExp(`\\bknowmind(\\.\\w+)?["']? ${words}\\b`).test(commandLine);
}

const toGroup = (command: string) => ({ hooks: [{ type: 'command', command, timeout }] });

/**
 * Registers the hooks in the settings of Claude Code, beside those that are there; a status line only where none is
 * set, here or (`hasStatusLine`) in settings that these would win over.
 */
export function mergeHooks(text: string | undefined, hasStatusLine: boolean): string {
  if (text === undefined || text.trim() === '')
    return `${JSON.stringify(toSettings(hasStatusLine), null, 2)}\n`;
  let edited = text;
  for (const hook of hooks) edited = mergeHook(edited, hook);
  const tree = parseJson(edited);
  return hasStatusLine || find(tree, 'statusLine')
    ? edited
    : insertLast(edited, tree, { key: 'statusLine', value: statusLine });
}

function toSettings(hasStatusLine: boolean) {
  return {
    hooks: Object.fromEntries(hooks.map(({ event, command }) => [event, [toGroup(command)]])),
    ...(hasStatusLine ? {} : { statusLine }),
  };
}

/** Whether settings of Claude Code have a status line of the person's own. */
export function setsStatusLine(text: string): boolean {
  const status = find(parseJson(text), 'statusLine');
  return status !== undefined && !isOwn(commandOf(status.children?.[1]), 'status --line');
}

function mergeHook(text: string, hook: Hook): string {
  const { event, command } = hook;
  const tree = parseJson(text);
  const all = findChild(text, tree, 'hooks', 'object');
  if (!all) return insertLast(text, tree, { key: 'hooks', value: { [event]: [toGroup(command)] } });
  const groups = findChild(text, all, event, 'array');
  if (!groups) return insertLast(text, all, { key: event, value: [toGroup(command)] });
  const present = groups.children?.some((group) =>
    handlersOf(group).some((each) => runs(commandOf(each), toWords(hook))),
  );
  return present ? text : insertLast(text, groups, { value: toGroup(command) });
}

/** The settings without what `mergeHooks` put there; undefined where nothing else is in them. */
export function removeHooks(text: string): string | undefined {
  if (text.trim() === '') return text;
  let edited = text;
  for (const hook of hooks) edited = removeHook(edited, hook);
  const tree = parseJson(edited);
  const status = find(tree, 'statusLine');
  if (status && isOwn(commandOf(status.children?.[1]), 'status --line'))
    edited = removeMember(edited, tree, indexOf(tree, status));
  return edited !== text && edited.replace(/\s/g, '') === '{}' ? undefined : edited;
}

function removeHook(text: string, hook: Hook): string {
  const tree = parseJson(text);
  const all = findChild(text, tree, 'hooks', 'object');
  const groups = all && findChild(text, all, hook.event, 'array');
  const own = groups && findOwn(groups, hook);
  if (!own) return text;
  const path = [own.handler, own.group, find(all, hook.event), find(tree, 'hooks')];
  const containers = [find(own.group, 'hooks')?.children?.[1], groups, all, tree];
  // What becomes empty goes with it: the innermost container that holds something else loses a member.
  const level = containers.findIndex((each) => (each?.children?.length ?? 0) > 1);
  const at = level < 0 ? containers.length - 1 : level;
  const [container, member] = [containers[at], path[at]];
  if (!container || !member) return text;
  return removeHook(removeMember(text, container, indexOf(container, member)), hook);
}

function findOwn(groups: Node, hook: Hook): { group: Node; handler: Node } | undefined {
  for (const group of groups.children ?? []) {
    const handler = handlersOf(group).find((each) => isOwn(commandOf(each), toWords(hook)));
    if (handler) return { group, handler };
  }
  return undefined;
}

/** What follows the name of the program. */
function toWords({ command }: Hook): string {
  return command.slice(command.indexOf(' ') + 1);
}

function handlersOf(group: Node): Node[] {
  return find(group, 'hooks')?.children?.[1]?.children ?? [];
}

/** The member of an object, not its value. */
function find(parent: Node, key: string): Node | undefined {
  if (parent.type !== 'object') return undefined;
  return parent.children?.find((each) => each.children?.[0]?.value === key);
}

function commandOf(handler: Node | undefined): string {
  const value: unknown = handler && find(handler, 'command')?.children?.[1]?.value;
  return typeof value === 'string' ? value : '';
}

function indexOf(container: Node, member: Node): number {
  return container.children?.findIndex(({ offset }) => offset === member.offset) ?? -1;
}
