import type { z } from 'zod';
import { ModelError } from './provider.ts';

type Endpoint = { url: string; apiKey: string | undefined };
type Request = { path: string; body: unknown; timeoutMs: number };

/** Posts to an OpenAI-compatible endpoint. Throws `ModelError`, which names the host and never the key. */
export async function post<T>(
  { url, apiKey }: Endpoint,
  { path, body, timeoutMs }: Request,
  answer: z.ZodType<T>,
): Promise<T> {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${path}`;
  const { host } = address;
  const credentials = toCredentials(address, apiKey);
  // fetch refuses an address with a name and password in it.
  address.username = '';
  address.password = '';
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw new ModelError(
      late ? `${host} did not answer within ${timeoutMs} ms.` : `${host} could not be reached.`,
    );
  }
  if (!response.ok) throw toError(host, response);
  const parsed = answer.safeParse(toJson(text));
  if (!parsed.success) throw new ModelError(`${host} gave an answer that is not of the expected form.`);
  return parsed.data;
}

function toCredentials(address: URL, apiKey: string | undefined): Record<string, string> {
  if (apiKey)
    return /\.azure\.com$/.test(address.hostname)
      ? { 'api-key': apiKey }
      : { authorization: `Bearer ${apiKey}` };
  if (!address.username) return {};
  const pair = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** The answer's own text may repeat what was sent, so only its status is told. */
function toError(host: string, { status, headers }: Response): ModelError {
  const seconds = Number(headers.get('retry-after'));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  const retry = status === 408 || status === 429 || status >= 500;
  const reason =
    {
      401: ' (is the API key right?)',
      403: ' (is the API key right?)',
      404: ' (are the address and the model right?)',
    }[status] ?? '';
  return new ModelError(`${host} answered ${status}${reason}.`, {
    retry: retry || reason !== '',
    ...(retryAfterMs ? { retryAfterMs } : {}),
  });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
