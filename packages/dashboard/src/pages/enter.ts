import { useNavigate } from '@tanstack/react-router';
import { queryClient } from '../api.ts';
import { takeConsent } from './consent/kept.ts';

/** Goes into the dashboard after signing in, or back to the consent that needed it. */
export function useEnter() {
  const navigate = useNavigate();
  return async () => {
    queryClient.clear();
    const uid = takeConsent();
    if (uid) await navigate({ to: '/oauth/consent/$uid', params: { uid }, replace: true });
    else await navigate({ to: '/', replace: true });
  };
}
