import type { memoryTypes } from '@knowmind/sdk';
import { useI18n } from './index.tsx';

type MemoryType = (typeof memoryTypes)[number];

/** The types of memories as people call them; in English as the API does. */
const names: Readonly<Record<MemoryType, { en: string; de: string }>> = {
  semantic: { en: 'semantic', de: 'semantisch' },
  episodic: { en: 'episodic', de: 'episodisch' },
  procedural: { en: 'procedural', de: 'prozedural' },
  reference: { en: 'reference', de: 'Referenz' },
};

/** What a type of memories is called in the chosen language. */
export function useMemoryTypeName(): (type: MemoryType) => string {
  const { language } = useI18n();
  return (type) => names[type][language];
}
