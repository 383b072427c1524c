import { useI18n } from './index.tsx';

/** The day of a time, where the reader is. */
export function useDay() {
  const { language } = useI18n();
  return (iso: string) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso));
}

/** An amount of bytes as people write it. */
export function useSize() {
  const { language } = useI18n();
  return (bytes: number) => {
    const [value, unit] =
      bytes < 1024 ? [bytes, 'B'] : bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
    const maximumFractionDigits = value < 10 ? 1 : 0;
    return `${new Intl.NumberFormat(language, { maximumFractionDigits }).format(value)} ${unit}`;
  };
}

/** A number with the separators of the chosen language. */
export function useNumber() {
  const { language } = useI18n();
  return (value: number) => new Intl.NumberFormat(language).format(value);
}

/** Day and month of a time, for where there is little room. */
export function useShortDay() {
  const { language } = useI18n();
  return (iso: string) =>
    new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }).format(new Date(iso));
}
