import { KnowmindError } from '@knowmind/sdk';
import { Text } from '@mantine/core';
import { useI18n } from '../../i18n/index.tsx';
import { Frame } from '../frame.tsx';

/** Answered, too old, begun in another browser, or never there: the server does not say which. */
export function isGone(error: unknown): boolean {
  return error instanceof KnowmindError && (error.status === 404 || error.code === 'invalid_request');
}

export function Gone() {
  const { say } = useI18n();
  return (
    <Frame title={say('consentGone')}>
      <Text>{say('consentGoneText')}</Text>
      <a href="/">{say('toStart')}</a>
    </Frame>
  );
}
