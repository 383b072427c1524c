import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { client, isSignedOut, useMe } from '../../api.ts';
import { useI18n } from '../../i18n/index.tsx';
import { Failure, Loading } from '../../parts.tsx';
import { Frame } from '../frame.tsx';
import { Gone, isGone } from './gone.tsx';
import { keepConsent } from './kept.ts';
import { Question } from './question.tsx';

/** Where an authorization brings the person: who asks for what, and in which workspace. */
export function ConsentPage() {
  const { say, adopt } = useI18n();
  const { uid } = useParams({ from: '/oauth/consent/$uid' });
  const navigate = useNavigate();
  const me = useMe();
  const consent = useQuery({
    queryKey: ['consent', uid],
    queryFn: () => client.call('getConsent', { uid }),
    enabled: me.isSuccess,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const signedOut = isSignedOut(me.error);
  const locale = me.data?.person?.locale;
  useEffect(() => {
    if (!signedOut) return;
    keepConsent(uid);
    void navigate({ to: '/sign-in', replace: true });
  }, [signedOut, uid, navigate]);
  useEffect(() => {
    if (locale) adopt(locale);
  }, [locale, adopt]);
  if (isGone(consent.error)) return <Gone />;
  const failed = [me, consent].find((query) => query.isError);
  if (failed && !signedOut) {
    return (
      <Frame title={say('consentTitle')}>
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      </Frame>
    );
  }
  if (!me.data || !consent.data) {
    return (
      <Frame title={say('consentTitle')}>
        <Loading />
      </Frame>
    );
  }
  return <Question key={uid} uid={uid} request={consent.data} me={me.data} />;
}
