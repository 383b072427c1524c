import { Agent, globalAgent, type RequestOptions, request } from 'node:https';
import { isIP } from 'node:net';
import type { Services } from '../context.ts';
import { isInNetworks } from '../token/index.ts';
import { createLookup, InternalAddressError, isPublic } from './address.ts';
import { isNative } from './callback.ts';
import { findClient, saveClient } from './store/index.ts';

const timeoutMs = 3000;
const largest = 32 * 1024;

/**
 * Fetches what a client says of itself. The last good copy is kept and stands in while its host does not answer;
 * an address inside is refused, copy or not. Redirects are not followed.
 */
export async function fetchDocument(services: Services, url: string): Promise<Response> {
  try {
    const { status, text } = await get(services, new URL(url));
    if (status !== 200) return (await readCopy(services, url)) ?? new Response(null, { status });
    const document = toDocument(text, url);
    if (!document) return new Response(text, { status: 200 });
    await saveClient(services.db, { id: url, kind: 'document', metadata: document, at: services.now() });
    return toAnswer(document);
  } catch (error) {
    if (error instanceof InternalAddressError) throw error;
    const copy = await readCopy(services, url);
    if (copy) return copy;
    throw error;
  }
}

async function readCopy(services: Services, url: string): Promise<Response | undefined> {
  const kept = await findClient(services.db, url, 'document');
  return kept && toAnswer(kept.metadata);
}

function toAnswer(document: Record<string, unknown>): Response {
  return new Response(JSON.stringify(document), { headers: { 'content-type': 'application/json' } });
}

/** What is used of a document; undefined where it is not one about this client: then the library says what is wrong. */
function toDocument(text: string, url: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('client_id' in value) || value.client_id !== url)
    return undefined;
  const { scope: _, ...document } = value as Record<string, unknown>;
  const uris = Array.isArray(document.redirect_uris) ? document.redirect_uris : [];
  const native = uris.every((uri) => typeof uri === 'string') && isNative(uris);
  return native ? { ...document, application_type: 'native' } : document;
}

function get(services: Services, url: URL): Promise<{ status: number; text: string }> {
  const mayCall = (address: string) =>
    isPublic(address) || isInNetworks(address, services.config.oauth.documentNetworks);
  // A name is resolved by `lookup`; an address that stands there itself is not.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !mayCall(literal))
    return Promise.reject(new InternalAddressError(`${literal} is no public address`));
  const options: RequestOptions = {
    // A connection of its own: one that was kept would not be looked up again.
    agent: new Agent({ ...globalAgent.options, keepAlive: false }),
    lookup: createLookup(mayCall),
    headers: { accept: 'application/json', 'user-agent': `knowmind/${services.version}` },
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const call = request(url, options, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    call.on('error', reject);
    call.end();
  });
}

async function readText(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    // Leaving the loop destroys the response.
    if (size > largest) throw new Error('The document is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
