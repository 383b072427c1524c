import { type Output, type Role, roles } from '@knowmind/sdk';
import { Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client, queryClient } from '../api.ts';
import { useConfirm } from '../confirm.tsx';
import { useI18n } from '../i18n/index.tsx';
import { Failure, Loading, showError, showNotice } from '../parts.tsx';

type Member = Output<'updateMember'>;
const refresh = () => queryClient.invalidateQueries({ queryKey: ['members'] });

export function Members() {
  const i18n = useI18n();
  const { say } = i18n;
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.call('listMembers', {}) });
  const onError = (error: unknown) => showError(i18n, error);
  const update = useMutation({
    mutationFn: (input: { id: string; role: Role }) => client.call('updateMember', input),
    onSuccess: refresh,
    onError,
  });
  const remove = useMutation({
    mutationFn: (id: string) => client.call('removeMember', { id }),
    onSuccess: refresh,
    onError,
  });
  const { ask, dialog } = useConfirm();
  const askRemoval = ({ id, email, status }: Member) =>
    ask({
      title: `${say('remove')}: ${email}`,
      text: say(status === 'invited' ? 'withdrawText' : 'removeText', { email }),
      confirm: say('remove'),
      act: () => remove.mutate(id),
    });
  if (members.isPending) return <Loading />;
  if (members.isError) return <Failure error={members.error} retry={() => void members.refetch()} />;
  return (
    <Stack>
      {members.data.items.map((member) => (
        <Group key={member.id} justify="space-between">
          <Text size="sm" className="content">
            {member.email}
          </Text>
          <Group gap="xs">
            {member.status === 'invited' ? (
              <Badge variant="light" tt="none">
                {say('invited')}
              </Badge>
            ) : (
              <Select
                aria-label={`${say('role')}: ${member.email}`}
                size="xs"
                w={120}
                data={[...roles]}
                value={member.role}
                allowDeselect={false}
                onChange={(role) => role && update.mutate({ id: member.id, role: role as Role })}
              />
            )}
            <Button
              size="xs"
              variant="default"
              aria-label={`${say('remove')}: ${member.email}`}
              onClick={() => askRemoval(member)}
            >
              {say('remove')}
            </Button>
          </Group>
        </Group>
      ))}
      <InviteForm />
      {dialog}
    </Stack>
  );
}

function InviteForm() {
  const { say } = useI18n();
  const form = useForm<{ email: string; role: Role }>({ initialValues: { email: '', role: 'member' } });
  const invite = useMutation({
    mutationFn: (input: { email: string; role: Role }) => client.call('inviteMember', input),
    onSuccess: async () => {
      showNotice(say, say('invitationSent'));
      form.reset();
      await refresh();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Group align="end">
        <TextInput label={say('email')} type="email" required {...form.getInputProps('email')} />
        <Select label={say('role')} data={[...roles]} allowDeselect={false} {...form.getInputProps('role')} />
        <Button type="submit" loading={invite.isPending}>
          {say('invite')}
        </Button>
      </Group>
      {invite.isError && <Failure error={invite.error} />}
    </form>
  );
}
