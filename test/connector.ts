import * as oauth from 'oauth4webapi';
import { request, type Tenant, type TestApp } from './harness.ts';

type Cookie = { value: string; path: string };
type Extra = { origin?: string | null; accept?: string };

/** Of the workspace's owner. */
export function emailOf({ owner }: Tenant): string {
  return owner.actor?.type === 'person' ? owner.actor.email : '';
}

/** A person's browser: keeps cookies by path as RFC 6265 says, and follows nothing by itself. */
export class Browser {
  readonly app: TestApp;
  readonly cookies = new Map<string, Cookie>();

  constructor(app: TestApp) {
    this.app = app;
  }

  async send(method: string, address: string, body?: unknown, extra: Extra = {}) {
    const { pathname, search } = new URL(address, this.app.url);
    const origin = extra.origin === undefined ? this.app.url : extra.origin;
    const response = await fetch(this.app.url + pathname + search, {
      method,
      redirect: 'manual',
      headers: {
        ...(method === 'GET' || origin === null ? {} : { origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: this.#cookiesFor(pathname),
        accept: extra.accept ?? 'text/html',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    // biome-ignore lint/suspicious/noExplicitAny: the bodies of answers are what the tests are about
    const answer = (json && text ? JSON.parse(text) : null) as any;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: answer,
      location: response.headers.get('location') ?? '',
    };
  }

  #cookiesFor(pathname: string): string {
    return [...this.cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', ...rest] = pair.split('=');
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
    const value = rest.join('=');
    const key = `${name} ${path}`;
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(key);
    else this.cookies.set(key, { value, path });
  }

  /** Signs in by the link that the server prints. */
  async signIn(email: string): Promise<this> {
    await this.send('POST', '/api/v1/auth/sign-in-links', { email });
    await this.app.services.settle();
    const line = this.app.printed.filter((text) => text.includes(email)).at(-1) ?? '';
    const secret = /#link=([\w-]+)/.exec(line)?.[1];
    const { status } = await this.send('POST', '/api/v1/auth/sign-in', { secret });
    if (status !== 200) throw new Error(`sign-in answered ${status}`);
    return this;
  }
}

export const insecure = { [oauth.allowInsecureRequests]: true } as const;
export const callback = 'http://127.0.0.1:4711/callback';

/** An application that walks the standard's way, by a library that checks each answer. */
export class Connector {
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly app: TestApp;
  readonly #proof: oauth.ClientAuth;

  constructor(app: TestApp, as: oauth.AuthorizationServer, client: oauth.Client, proof = oauth.None()) {
    this.app = app;
    this.as = as;
    this.client = client;
    this.#proof = proof;
  }

  /** The first of the callbacks it registered. */
  get #callback(): string {
    const { redirect_uris: uris } = this.client;
    return Array.isArray(uris) ? String(uris[0]) : callback;
  }

  /** From the 401 of the tools' address to a registered client. */
  static async register(app: TestApp, path = '/mcp', redirectUri = callback): Promise<Connector> {
    const as = await discover(app, path);
    const answer = await oauth.dynamicClientRegistrationRequest(
      as,
      { redirect_uris: [redirectUri], client_name: 'Test connector' },
      insecure,
    );
    return new Connector(app, as, await oauth.processDynamicClientRegistrationResponse(answer));
  }

  async begin(browser: Browser, given: Record<string, string | undefined> = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const parameters: Record<string, string | undefined> = {
      response_type: 'code',
      client_id: this.client.client_id,
      redirect_uri: this.#callback,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      scope: 'read write',
      resource: `${this.app.url}/mcp`,
      ...given,
    };
    const url = new URL(this.as.authorization_endpoint ?? '');
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    const answer = await browser.send('GET', url.href);
    const uid = /^\/oauth\/consent\/([\w-]+)$/.exec(answer.location)?.[1] ?? '';
    return { answer, uid, verifier, state };
  }

  /** A person allows all that is asked for; returns the tokens. */
  async connect(browser: Browser, workspaceId: string, given: Record<string, string | undefined> = {}) {
    const { code, verifier } = await this.authorize(browser, workspaceId, given);
    return this.exchange(code, verifier);
  }

  async authorize(browser: Browser, workspaceId: string, given: Record<string, string | undefined> = {}) {
    const { uid, verifier, state } = await this.begin(browser, given);
    const decided = await browser.send('POST', `/api/v1/oauth/consents/${uid}`, {
      decision: 'allow',
      workspaceId,
    });
    if (decided.status !== 200) throw new Error(`consent answered ${decided.status} ${decided.text}`);
    const back = await browser.send('GET', decided.body.continueTo);
    const code = oauth.validateAuthResponse(this.as, this.client, new URL(back.location), state);
    return { code, verifier };
  }

  async exchange(code: URLSearchParams, verifier: string, more?: Record<string, string>) {
    const answer = await oauth.authorizationCodeGrantRequest(
      this.as,
      this.client,
      this.#proof,
      code,
      this.#callback,
      verifier,
      { ...insecure, ...(more ? { additionalParameters: more } : {}) },
    );
    return oauth.processAuthorizationCodeResponse(this.as, this.client, answer);
  }

  async refresh(token: string) {
    const answer = await oauth.refreshTokenGrantRequest(this.as, this.client, this.#proof, token, insecure);
    return oauth.processRefreshTokenResponse(this.as, this.client, answer);
  }

  async revoke(token: string) {
    const answer = await oauth.revocationRequest(this.as, this.client, this.#proof, token, insecure);
    await oauth.processRevocationResponse(answer);
  }
}

/** 401 → resource_metadata → authorization server. */
export async function discover(app: TestApp, path: string): Promise<oauth.AuthorizationServer> {
  const refused = await request(app, 'POST', path, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const metadata = /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '')?.[1];
  const resource = new URL(path, app.url);
  const described = await oauth.processResourceDiscoveryResponse(resource, await fetch(metadata ?? ''));
  const issuer = new URL(described.authorization_servers?.[0] ?? '');
  const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  return oauth.processDiscoveryResponse(issuer, answer);
}

export function callAs(app: TestApp, token: string, method = 'GET', path = '/api/health', body?: unknown) {
  return request(app, method, path, body, { authorization: `Bearer ${token}` });
}
