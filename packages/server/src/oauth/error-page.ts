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

export function toHtml(lang: 'de' | 'en', { error, error_description: why = '' }: ErrorOut): string {
  const { title, body } = texts[lang];
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${title} – knowmind</title></head><body><h1>${title}</h1><p>${body}</p><p><code>${toText(error)}: ${toText(why)}</code></p></body></html>`;
}

function toText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
