import type { ErrorCode, KnowmindError } from './errors.ts';

type Text = {
  text: string;
  /** The service's own message names what no table can: which field, which memory, since when. */
  withMessage?: true;
};

const german: Readonly<Record<ErrorCode | 'unreachable', Text>> = {
  invalid_request: { text: 'Eine Angabe stimmt nicht.', withMessage: true },
  token_in_query: {
    text: 'Ein Token gehört nicht in die Adresse, sondern in den Kopf „Authorization: Bearer kmt_…“. Einen, der dort stand, bitte widerrufen.',
  },
  link_invalid: { text: 'Dieser Link oder Code gilt nicht (mehr). Fordern Sie einen neuen an.' },
  unauthenticated: { text: 'Sie sind nicht angemeldet.' },
  invalid_token: { text: 'Dieser Token gilt nicht.', withMessage: true },
  plan_required: { text: 'Ihr Tarif enthält das nicht. Es gehört zum Tarif {plan}.' },
  insufficient_scope: { text: 'Dem Token fehlt das Recht „{scope}“.' },
  network_not_allowed: { text: 'Dieser Token darf aus diesem Netz nicht benutzt werden.' },
  forbidden: { text: 'Das dürfen Sie hier nicht.', withMessage: true },
  csrf_failed: {
    text: 'Diese Anfrage kam nicht von einer Seite dieses Servers. Laden Sie die Seite neu. Steht der Server hinter einem Proxy, muss KNOWMIND_PUBLIC_URL gesetzt sein.',
  },
  not_found: { text: 'Das gibt es in diesem Arbeitsbereich nicht.' },
  method_not_allowed: { text: 'Diese Adresse kennt diese Methode nicht. Siehe /api/docs.' },
  conflict: { text: 'Das verträgt sich nicht mit dem jetzigen Stand.', withMessage: true },
  idempotency_conflict: { text: 'Dieser Idempotency-Key gehört zu einer anderen Anfrage.' },
  limit_reached: { text: 'Eine Grenze ist erreicht.', withMessage: true },
  payload_too_large: { text: 'Das ist zu groß.', withMessage: true },
  unsupported_media_type: { text: 'Dieser Inhaltstyp wird nicht angenommen.', withMessage: true },
  looks_like_secret: {
    text: 'Der Text scheint ein Geheimnis zu enthalten. Nehmen Sie es heraus: Erinnerungen lesen viele.',
    withMessage: true,
  },
  rate_limited: { text: 'Zu viele Aufrufe; erst in {seconds} s geht es weiter.' },
  internal: { text: 'Auf dem Server ist etwas schiefgegangen.', withMessage: true },
  unavailable: { text: 'Der Dienst ist gerade nicht verfügbar. Versuchen Sie es später noch einmal.' },
  unreachable: { text: 'Der Server antwortet nicht.' },
};

/**
 * What an error says to a German reader; the service's own English follows where it names more.
 *
 * @example
 * toGerman(error); // 'Eine Angabe stimmt nicht. (The request is not valid. name: It is empty.)'
 */
export function toGerman(error: KnowmindError): string {
  // A newer service may have codes that this table does not know.
  const known = Object.hasOwn(german, error.code) ? german[error.code] : undefined;
  if (!known) return error.message;
  const values: Record<string, string | number> = {
    plan: error.body?.requiredPlan ?? '–',
    scope: error.body?.requiredScope ?? '–',
    seconds: error.retryAfter ?? 1,
  };
  const text = known.text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  return known.withMessage ? `${text} (${error.message})` : text;
}
