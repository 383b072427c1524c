/** Keys that wait, each once. */
export type Turns = {
  /** An urgent key does not wait for those that are not; a key that waits already may become urgent. */
  add(key: string, options: { urgent: boolean }): void;
  /** The next one: of the urgent and of the others by turns, so that neither wait for all of the other. */
  take(): string | undefined;
  has(key: string): boolean;
};

export function createTurns(): Turns {
  const urgent = new Set<string>();
  const others = new Set<string>();
  let urgentFirst = true;
  return {
    add(key, options) {
      if (urgent.has(key)) return;
      if (options.urgent) others.delete(key);
      (options.urgent ? urgent : others).add(key);
    },
    take() {
      const [first, second] = urgentFirst ? [urgent, others] : [others, urgent];
      const from = first.size > 0 ? first : second;
      urgentFirst = from === others;
      const [key] = from;
      if (key !== undefined) from.delete(key);
      return key;
    },
    has: (key) => urgent.has(key) || others.has(key),
  };
}
