import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { de } from './de.ts';
import { en, type Messages } from './en.ts';

export type Language = 'de' | 'en';
type Say = (key: keyof Messages, values?: Record<string, string | number>) => string;
type I18n = {
  language: Language;
  setLanguage(language: Language): void;
  /** Takes the person's own language where none was chosen in this browser. */
  adopt(language: Language): void;
  say: Say;
};

const key = 'knowmind-language';
const Context = createContext<I18n>({
  language: 'en',
  setLanguage() {},
  adopt() {},
  say: (name) => en[name],
});

function firstLanguage(): Language {
  const kept = localStorage.getItem(key);
  if (kept === 'de' || kept === 'en') return kept;
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setShown] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((chosen: Language) => {
    localStorage.setItem(key, chosen);
    setShown(chosen);
  }, []);
  const adopt = useCallback((own: Language) => {
    if (localStorage.getItem(key) === null) setShown(own);
  }, []);
  const value = useMemo(() => {
    const messages = language === 'de' ? de : en;
    const say: Say = (name, values = {}) =>
      messages[name].replace(/\{(\w+)\}/g, (_, blank: string) => String(values[blank] ?? ''));
    return { language, setLanguage, adopt, say };
  }, [language, setLanguage, adopt]);
  return <Context value={value}>{children}</Context>;
}

/** The words of the chosen language. */
export const useI18n = () => useContext(Context);

/** Dates and times as people of the chosen language write them. */
export function useTime() {
  const { language } = useI18n();
  return (iso: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}
