type Page<T> = { items: T[]; nextCursor: string | null };

const longestPage = 100;

/** As many items of a list as are wanted, page by page. */
export async function readPages<T>(
  wanted: number,
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const limit = Math.min(longestPage, wanted - items.length);
    const page = await read({ limit, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = items.length < wanted ? page.nextCursor : null;
  }
  return items;
}
