import { createClient, KnowmindError } from '@knowmind/sdk';
import { QueryClient, useQuery } from '@tanstack/react-query';

export const client = createClient({ baseUrl: '' });

export const queryClient = new QueryClient({
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof KnowmindError && error.status === 401;
}
