import nodemailer from 'nodemailer';
import type { Logger } from 'pino';

type Mail = { to: string; subject: string; text: string };

/** Sends mail, or says that there is no mail server. Never throws: a lost mail must not fail a call. */
export type Mailer = { enabled: boolean; send(mail: Mail): Promise<boolean>; close(): void };

export function createMailer(options: { smtpUrl: string | undefined; from: string; log: Logger }): Mailer {
  const { smtpUrl, from, log } = options;
  if (!smtpUrl) {
    return {
      enabled: false,
      async send({ subject }) {
        log.warn({ subject }, 'mail not sent: no mail server is configured (KNOWMIND_SMTP_URL)');
        return false;
      },
      close() {},
    };
  }
  const transport = nodemailer.createTransport(smtpUrl);
  return {
    enabled: true,
    async send(mail) {
      try {
        await transport.sendMail({ from, ...mail });
        return true;
      } catch (error) {
        log.error(
          { reason: error instanceof Error ? error.message : 'unknown', subject: mail.subject },
          'mail not sent',
        );
        return false;
      }
    },
    close: () => transport.close(),
  };
}
