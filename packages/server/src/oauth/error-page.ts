import { hash } from 'node:crypto';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';

const texts = {
  en: {
    title: 'The application could not be connected',
    body: 'Its request is not one that this server can answer. Go back to the application and start again. What is wrong, for those who maintain it:',
  },
  de: {
    title: 'Die Anwendung konnte nicht verbunden werden',
    body: 'Diese Anfrage kann der Server nicht beantworten. Gehen Sie zur Anwendung zurück und beginnen Sie neu. Was daran falsch ist, für deren Entwickler:',
  },
};

/** What a person sees whose browser cannot be sent back: for an unknown client, or to a place it did not register. */
export function toErrorPage(
  ctx: Pick<KoaContextWithOIDC, 'acceptsLanguages' | 'type' | 'body'>,
  out: ErrorOut,
): void {
  const lang = ctx.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en';
  ctx.type = 'html';
  ctx.body = toHtml(lang, out);
}

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:36rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:1.5rem;line-height:1.3}
p:first-child{font-weight:600}
code{overflow-wrap:anywhere}`;

/**
 * What a browser may load for a page: this one style. The library adds the one script of the page that posts an answer
 * (`response_mode=form_post`), if the policy has a place for it.
 */
export const pagePolicy = `default-src 'none'; script-src; style-src 'sha256-${hash('sha256', style, 'base64')}'; frame-ancestors 'none'`;

export function toHtml(lang: 'de' | 'en', { error, error_description: why = '' }: ErrorOut): string {
  const { title, body } = texts[lang];
  const reason =
    error === 'invalid_client'
      ? 'this server does not know the client: it has to register again, or its document cannot be read'
      : why;
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – knowmind</title><style>${style}</style></head><body><p>knowmind</p><h1>${title}</h1><p>${body}</p><p><code>${toText(error)}: ${toText(reason)}</code></p></body></html>`;
}

function toText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
