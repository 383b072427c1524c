import { type Operation, operationNames, operations } from '@knowmind/sdk';
import { html, raw } from 'hono/html';
import { z } from 'zod';

/** A page to read the API on: every operation with its scope, input and answer. */
export function toDocsPage(version: string, nonce: string) {
  const tags = [...new Set(operationNames.map((name) => operations[name].tag))];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>knowmind API</title><style nonce="${nonce}">${raw(style)}</style></head>
<body><header><h1>knowmind API</h1><p>Version ${version}. JSON in and out; the same in machine form: <a href="/api/openapi.json">openapi.json</a>.
Send <code>Authorization: Bearer kmt_…</code>.</p>
<nav aria-label="Sections">${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav></header>
<main>${tags.map(section)}</main></body></html>`;
}

function section(tag: string) {
  const names = operationNames.filter((name) => operations[name].tag === tag);
  return html`<section id="${tag}"><h2>${tag}</h2>${names.map((name) => entry(operations[name]))}</section>`;
}

function entry(operation: Operation) {
  return html`<details><summary><b>${operation.method}</b> <code>${operation.path}</code> <span>${operation.summary}</span>
<em>${operation.access}</em></summary>
<h3>Input</h3><pre>${schemaText(operation.input, 'input')}</pre>
<h3>Answer ${operation.status}</h3><pre>${operation.stream ? operation.stream.join(' or ') : schemaText(operation.output, 'output')}</pre></details>`;
}

function schemaText(schema: z.ZodType, io: 'input' | 'output'): string {
  const {
    $schema: _,
    additionalProperties: __,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.stringify(rest, null, 2);
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
nav a { margin-right: .75rem; } h2 { text-transform: capitalize; margin-top: 2rem; }
details { border-top: 1px solid #8884; padding: .5rem 0; } summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4rem; } summary em { opacity: .7; font-size: .85em; }
pre { overflow: auto; background: #8881; padding: .75rem; border-radius: .5rem; font-size: .85em; }
`;
