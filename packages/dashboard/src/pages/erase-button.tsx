import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queryClient } from '../api.ts';
import { useConfirm } from '../confirm.tsx';
import { useI18n } from '../i18n/index.tsx';
import { showError, showNotice } from '../parts.tsx';

type Props = {
  title: string;
  /** What is lost, and what is not. */
  text: string;
  erase(): Promise<unknown>;
  /** The list that is shown afterwards. */
  then: '/memories' | '/documents';
};

/** Erases something for good, after a question. */
export function EraseButton({ title, text, erase, then }: Props) {
  const i18n = useI18n();
  const { say } = i18n;
  const navigate = useNavigate();
  const { ask, dialog } = useConfirm();
  const erasing = useMutation({
    mutationFn: erase,
    onSuccess: async () => {
      showNotice(say, say('erased'));
      await navigate({ to: then });
      await queryClient.invalidateQueries();
    },
    onError: (error) => showError(i18n, error),
  });
  const question = {
    title: `${say('erase')}: ${title}`,
    text,
    confirm: say('erase'),
    act: () => erasing.mutate(),
  };
  return (
    <>
      <Button variant="default" loading={erasing.isPending} onClick={() => ask(question)}>
        {say('erase')}
      </Button>
      {dialog}
    </>
  );
}
