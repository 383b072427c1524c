import type { Node } from 'jsonc-parser';
import { findChild, parseJson } from './install-json.ts';
import { insertLast, removeMember } from './install-json-edit.ts';

type Hook = { event: string; command: string; own: RegExp };

/** Seconds after which the client ends a hook; the hooks themselves give up after six. */
const timeout = 10;
const hooks: Hook[] = [
  { event: 'UserPromptSubmit', command: 'knowmind hook recall', own: /\bknowmind(\.js"?)? hook recall\b/ },
  { event: 'Stop', command: 'knowmind hook remind', own: /\bknowmind(\.js"?)? hook remind\b/ },
];
const statusLine = { type: 'command', command: 'knowmind status --line --color' };
const ownStatus = /\bknowmind(\.js"?)? status --line\b/;

const toGroup = (command: string) => ({ hooks: [{ type: 'command', command, timeout }] });

/** Registers the hooks in the settings of Claude Code, beside those that are there; a status line only where none is set. */
export function mergeHooks(text: string | undefined): string {
  if (text === undefined || text.trim() === '') return `${JSON.stringify(toSettings(), null, 2)}\n`;
  let edited = text;
  for (const hook of hooks) edited = mergeHook(edited, hook);
  const tree = parseJson(edited);
  return find(tree, 'statusLine')
    ? edited
    : insertLast(edited, tree, { key: 'statusLine', value: statusLine });
}

function toSettings() {
  return {
    hooks: Object.fromEntries(hooks.map(({ event, command }) => [event, [toGroup(command)]])),
    statusLine,
  };
}

function mergeHook(text: string, hook: Hook): string {
  const { event, command } = hook;
  const tree = parseJson(text);
  const all = findChild(text, tree, 'hooks', 'object');
  if (!all) return insertLast(text, tree, { key: 'hooks', value: { [event]: [toGroup(command)] } });
  const groups = findChild(text, all, event, 'array');
  if (!groups) return insertLast(text, all, { key: event, value: [toGroup(command)] });
  return findOwn(groups, hook) ? text : insertLast(text, groups, { value: toGroup(command) });
}

/** The settings without what `mergeHooks` put there; undefined where nothing else is in them. */
export function removeHooks(text: string): string | undefined {
  if (text.trim() === '') return text;
  let edited = text;
  for (const hook of hooks) edited = removeHook(edited, hook);
  const tree = parseJson(edited);
  const status = find(tree, 'statusLine');
  if (status && ownStatus.test(commandOf(status.children?.[1])))
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

function findOwn(groups: Node, { own }: Hook): { group: Node; handler: Node } | undefined {
  for (const group of groups.children ?? []) {
    const handler = find(group, 'hooks')?.children?.[1]?.children?.find((each) => own.test(commandOf(each)));
    if (handler) return { group, handler };
  }
  return undefined;
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
