import { setImmediate as nextTurn } from 'node:timers/promises';

type Waiting<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** Does a key's items together, and says in their order how each of them ended. */
export type Work<Item, Result> = (key: string, items: Item[]) => Promise<PromiseSettledResult<Result>[]>;

export type Groups<Item, Result> = {
  /** Settles as the item did, once its group is done. */
  add(key: string, item: Item): Promise<Result>;
  /** Resolves when nothing waits. */
  drain(): Promise<void>;
};

/** Awaited group commit: what comes while one group of a key is under way, the next one does together. */
export function createGroups<Item, Result>(largest: number, work: Work<Item, Result>): Groups<Item, Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>();
  const running = new Map<string, Promise<void>>();

  async function workOff(key: string): Promise<void> {
    for (let queue = queues.get(key); queue?.length; queue = queues.get(key)) {
      await settle(queue, largest);
      await carryOut(key, queue.splice(0, largest));
    }
    queues.delete(key);
    running.delete(key);
  }

  async function carryOut(key: string, group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(
        key,
        group.map(({ item }) => item),
      );
      for (const [place, { resolve, reject }] of group.entries()) {
        const result = results[place];
        if (result?.status === 'fulfilled') resolve(result.value);
        else reject(result?.reason);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return {
    add(key, item) {
      return new Promise((resolve, reject) => {
        const queue = queues.get(key) ?? [];
        queue.push({ item, resolve, reject });
        queues.set(key, queue);
        if (!running.has(key)) running.set(key, workOff(key));
      });
    },
    async drain() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/**
 * Waits while each turn of the event loop brings more: the embedded database works in this thread, so that requests
 * which came meanwhile are read first, and whose calls are on their way share one group.
 */
async function settle(queue: readonly unknown[], largest: number): Promise<void> {
  let before: number;
  do {
    before = queue.length;
    await nextTurn();
  } while (queue.length > before && queue.length < largest);
}
