import { createClient, KnowmindError, toGerman } from '@knowmind/sdk';
import { MutationCache, QueryCache, QueryClient, useQuery } from '@tanstack/react-query';

export const client = createClient({ baseUrl: '' });

/** A session that ended elsewhere shows at the next call, whichever it is: who is signed in is asked again. */
function noticeEnd(error: unknown): void {
  if (isSignedOut(error) && !isSignedOut(queryClient.getQueryState(['me'])?.error)) {
    void queryClient.resetQueries({ queryKey: ['me'] });
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof KnowmindError && error.status >= 500,
    },
  },
});

/** Who is signed in; a 401 sends to the sign-in page. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: () => client.call('getMe', {}) });
}

export function messageOf(error: unknown, language: 'de' | 'en'): string {
  if (language === 'de' && error instanceof KnowmindError) return toGerman(error);
  return error instanceof Error ? error.message : String(error);
}

/** Seconds after which a call that was one too many may be made again. */
export function waitOf(error: unknown): number | null {
  return error instanceof KnowmindError && error.status === 429 ? error.retryAfter : null;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof KnowmindError && error.status === 401;
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof KnowmindError && error.code === 'unreachable';
}
