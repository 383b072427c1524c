type Locale = 'de' | 'en';
type Text = { subject: string; text: string };

export type Notice =
  | { kind: 'leaked'; tokenName: string; prefix: string }
  | { kind: 'leaked-old'; tokenName: string; prefix: string }
  | { kind: 'old-secret'; tokenName: string; prefix: string }
  | { kind: 'expiring'; tokenName: string; prefix: string; days: number; expiresAt: string };

/** A message to the owners of a token, in their language. */
export function toNotice(notice: Notice, locale: Locale, link: string): Text {
  const { subject, body } = locale === 'de' ? german(notice) : english(notice);
  return { subject, text: `${body}\n\n${link}\n` };
}

function english(notice: Notice): { subject: string; body: string } {
  const token = `"${notice.tokenName}" (${notice.prefix}…)`;
  if (notice.kind === 'leaked') {
    return {
      subject: `API token "${notice.tokenName}" was revoked`,
      body: `Someone reported that the API token ${token} was found in public. It was revoked at once. Look at the audit log for what it was used for.`,
    };
  }
  if (notice.kind === 'leaked-old') {
    return {
      subject: `An old secret of "${notice.tokenName}" was found in public`,
      body: `Someone reported that the replaced secret ${token} was found in public. It is ended; the token and its new secret work on. Look at the audit log for what it was used for.`,
    };
  }
  if (notice.kind === 'old-secret') {
    return {
      subject: `The old secret of "${notice.tokenName}" was used`,
      body: `The rotated-out secret ${token} was used after its end and refused. A program may still hold it, or someone else does.`,
    };
  }
  return {
    subject: `API token "${notice.tokenName}" expires in ${notice.days === 1 ? 'one day' : `${notice.days} days`}`,
    body: `The API token ${token} expires on ${notice.expiresAt}. Extend or rotate it in time.`,
  };
}

function german(notice: Notice): { subject: string; body: string } {
  const token = `„${notice.tokenName}“ (${notice.prefix}…)`;
  if (notice.kind === 'leaked') {
    return {
      subject: `API-Token „${notice.tokenName}“ wurde widerrufen`,
      body: `Der API-Token ${token} wurde als öffentlich gefunden gemeldet und sofort widerrufen. Das Audit-Log zeigt, wofür er benutzt wurde.`,
    };
  }
  if (notice.kind === 'leaked-old') {
    return {
      subject: `Ein altes Geheimnis von „${notice.tokenName}“ wurde öffentlich gefunden`,
      body: `Das abgelöste Geheimnis ${token} wurde als öffentlich gefunden gemeldet. Es ist beendet; der Token und sein neues Geheimnis gelten weiter. Das Audit-Log zeigt, wofür es benutzt wurde.`,
    };
  }
  if (notice.kind === 'old-secret') {
    return {
      subject: `Das alte Geheimnis von „${notice.tokenName}“ wurde benutzt`,
      body: `Das abgelöste Geheimnis ${token} wurde nach seinem Ende benutzt und abgewiesen. Ein Programm hat es noch, oder jemand anderes.`,
    };
  }
  return {
    subject: `API-Token „${notice.tokenName}“ läuft in ${notice.days === 1 ? 'einem Tag' : `${notice.days} Tagen`} ab`,
    body: `Der API-Token ${token} läuft am ${notice.expiresAt} ab. Verlängern oder erneuern Sie ihn rechtzeitig.`,
  };
}

export function toSignInMail(locale: Locale, link: string, code: string): Text {
  return locale === 'de'
    ? {
        subject: 'Ihre Anmeldung bei knowmind',
        text: `Öffnen Sie diesen Link in dem Browser, in dem Sie sich anmelden wollten. Er gilt 15 Minuten und einmal:\n\n${link}\n\nOder geben Sie dort diesen Code ein: ${code}\n\nWenn Sie das nicht waren, tun Sie nichts.\n`,
      }
    : {
        subject: 'Your sign-in to knowmind',
        text: `Open this link in the browser in which you asked for it. It works once, for 15 minutes:\n\n${link}\n\nOr enter this code there: ${code}\n\nIf this was not you, do nothing.\n`,
      };
}

/** For the operator's terminal, where no mail is sent. */
export function toSignInLines(locale: Locale, email: string, link: string, code: string): string {
  return locale === 'de'
    ? `Anmeldelink für ${email} (15 Minuten, einmal, in dem Browser, der ihn angefordert hat):\n  ${link}\n  oder der Code ${code}`
    : `Sign-in link for ${email} (15 minutes, once, in the browser that asked):\n  ${link}\n  or the code ${code}`;
}

/** For the operator's terminal, where no mail is sent. */
export function toInvitationLines(locale: Locale, email: string, workspace: string, link: string): string {
  return locale === 'de'
    ? `Einladung für ${email} zu „${workspace}“ (7 Tage):\n  ${link}`
    : `Invitation for ${email} to "${workspace}" (7 days):\n  ${link}`;
}

export function toInvitationMail(locale: Locale, workspace: string, link: string): Text {
  return locale === 'de'
    ? {
        subject: `Einladung zu „${workspace}“ bei knowmind`,
        text: `Sie sind in den Arbeitsbereich „${workspace}“ eingeladen. Der Link gilt 7 Tage:\n\n${link}\n`,
      }
    : {
        subject: `Invitation to "${workspace}" on knowmind`,
        text: `You are invited to the workspace "${workspace}". The link works for 7 days:\n\n${link}\n`,
      };
}
