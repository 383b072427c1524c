import { expect, test } from 'vitest';
import { isIdentityQuestion } from './identity.ts';

test.each([
  'Who is Anna?',
  "who's Anna",
  'What are the Falcons?',
  'Who was Ada Lovelace',
  'Wer ist Anna?',
  'was sind Kraniche',
  'Und wer war das, Anna Berg?',
  'Tell me about Acme',
  'What do we know about Acme?',
  'Erzähl mir von Anna',
  'Was weißt du über Projekt Kranich?',
  'Was wissen wir ueber Anna',
])('%s asks what something is', (query) => expect(isIdentityQuestion(query)).toBe(true));

test.each([
  'Who signed the contract?',
  'When is Anna here?',
  'Wer hat unterschrieben?',
  'Anna',
  '',
  'whois anna',
])('%j does not', (query) => expect(isIdentityQuestion(query)).toBe(false));
