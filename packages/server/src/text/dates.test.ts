import { describe, expect, test } from 'vitest';
import { dateLexemes, timeTerms } from './dates.ts';

const now = new Date('2026-11-24T12:00:00Z');
const lexemes = (query: string) => timeTerms(query, now).flatMap((term) => term.lexemes);

test('a day is found by its year, its month, itself, and the month of any year', () => {
  expect(dateLexemes(new Date('2023-05-08T23:59:00Z'))).toEqual(['@2023', '@2023-05', '@2023-05-08', '@-05']);
});

describe('times named in a query', () => {
  test.each([
    ['what happened in May 2023', ['@2023-05']],
    ['Was war im Mai 2023?', ['@2023-05']],
    ['who visited last March', ['@2026-03']],
    ['Wer war letzten März hier?', ['@2026-03']],
    ['letzten Dezember', ['@2025-12']],
    ['the trip in summer 2022', ['@2022']],
    ['on 8 May 2023', ['@2023-05', '@2023-05-08']],
    ['am 8.5.2023', ['@2023-05-08']],
    ['what did we do yesterday', ['@2026-11-23']],
    ['gestern', ['@2026-11-23']],
    ['im März', ['@-03']],
    ['two months ago', ['@2026-09']],
    ['letztes Jahr', ['@2025']],
    ['dieses Jahr', ['@2026']],
    ['diesen Monat', ['@2026-11']],
    ['diese Woche', ['@2026-11-23', '@2026-11-29']],
    ['two weeks ago', ['@2026-11-09', '@2026-11-15']],
    ['vor zwei Wochen', ['@2026-11-09', '@2026-11-15']],
    ['last Monday', ['@2026-11-23']],
    ['letzten Dienstag', ['@2026-11-17']],
    ['am Freitag', ['@2026-11-20']],
    ['last weekend', ['@2026-11-21', '@2026-11-22']],
    ['letztes Wochenende', ['@2026-11-21', '@2026-11-22']],
    ['last summer', ['@2026-06', '@2026-07', '@2026-08']],
    ['letzten Herbst', ['@2025-09', '@2025-10', '@2025-11']],
    ['this autumn', ['@2026-09', '@2026-11']],
    ['im Sommer 2023', ['@2023-06', '@2023-08']],
    ['in the winter of 2024', ['@2024-12', '@2025-01', '@2025-02']],
    ['im Frühling', ['@-03', '@-04', '@-05']],
    ['Q1 2024', ['@2024-01', '@2024-02', '@2024-03']],
    ['im dritten Quartal 2024', ['@2024-07', '@2024-09']],
    ['letztes Quartal Q4 2025', ['@2025-10']],
    ['2023-05', ['@2023-05']],
    ['in the 1990s', ['@1990', '@1999']],
    ['die 1980er', ['@1980', '@1989']],
    ['the past few days', ['@2026-11-21']],
    ['last night', ['@2026-11-23']],
    ['in the last couple of weeks', ['@2026-11-10']],
    ['a yr ago', ['@2025']],
    ['tmrw', ['@2026-11-25']],
    ['übermorgen', ['@2026-11-26']],
    ['vor einer Woche', ['@2026-11-16', '@2026-11-22']],
    ['vor zwei Jahren', ['@2024']],
    ['im Frühjahr', ['@-03', '@-04', '@-05']],
    ['vor 3 J', ['@2023']],
    ['am 5. Mai 2023 u.Z', ['@2023-05-05']],
    ['overmorrow', ['@2026-11-26']],
    ['heute', ['@2026-11-24']],
    ['letzten Mittwoch', ['@2026-11-18']],
    ['letzten Sonnabend', ['@2026-11-21']],
    ['letztes Jr', ['@2025']],
    ['in the first quarter', ['@-01', '@-02', '@-03']],
    ['letzte Nacht', ['@2026-11-23']],
    ['in the fall', ['@-09', '@-10', '@-11']],
    ['im ersten Quartal', ['@-01', '@-02', '@-03']],
    ['vor drei Wochen', ['@2026-11-02']],
    ['im Fruehling', ['@-03']],
    ['in the last couple of months', ['@2026-09']],
    ['vor zwei Monaten', ['@2026-09']],
    ['vor zwei Tagen', ['@2026-11-22']],
  ])('%s', (query, expected) => expect(lexemes(query)).toEqual(expect.arrayContaining(expected)));

  test('last week is its seven days, from Monday', () => {
    const week = lexemes('letzte Woche');
    expect(week).toHaveLength(7);
    expect(week[0]).toBe('@2026-11-16');
    expect(week[6]).toBe('@2026-11-22');
  });

  test.each([
    'May we go?',
    'Where does April live?',
    'march on',
    'order 12023-4',
    'version 1.2023.4',
    'at 5 pm',
    'plain words',
    'the fall of the wall',
    'Friday and Robinson',
    'spring water',
    'Q1 alone',
    'When did she get in a car?',
    'Which 3 of them got in a car?',
    '',
  ])('no time: %s', (query) => expect(lexemes(query)).toEqual([]));

  test('a long and hostile query is read in no time worth naming and gives few terms', () => {
    expect(timeTerms('May 2023 last '.repeat(500), now).length).toBeLessThanOrEqual(5);
    expect(timeTerms('last last summer of 2023 in the in the '.repeat(300), now).length).toBeLessThanOrEqual(
      5,
    );
    expect(timeTerms('99999-99-99 32.13.2023 0000-00-00', now).length).toBeLessThanOrEqual(5);
  });
});
