import type { Scope } from '@knowmind/sdk';
import { Checkbox, Stack, Text } from '@mantine/core';
import { useI18n } from '../../i18n/index.tsx';

const words = {
  read: ['consentRead', 'consentReadText'],
  write: ['consentWrite', 'consentWriteText'],
  admin: ['consentAdmin', 'consentAdminText'],
} as const satisfies Record<Scope, unknown>;

type Props = {
  asked: readonly Scope[];
  /** What the person's role can give where the application would act. */
  role: { name: string; scopes: readonly Scope[] };
  chosen: Scope[];
  onChange(scopes: Scope[]): void;
};

/** What the application asks for, each to be left out; what the role cannot give says so. */
export function Scopes({ asked, role, chosen, onChange }: Props) {
  const { say } = useI18n();
  const toggle = (scope: Scope, on: boolean) =>
    onChange(on ? [...chosen, scope] : chosen.filter((other) => other !== scope));
  const isGivable = (scope: Scope) => role.scopes.includes(scope);
  return (
    <Stack component="fieldset" gap="sm" p={0} m={0} bd={0} miw={0}>
      <Text component="legend" size="sm" c="dimmed" mb={6}>
        {say('consentScopes')}
      </Text>
      {asked.map((scope) => (
        <Checkbox
          key={scope}
          label={say(words[scope][0])}
          description={
            isGivable(scope)
              ? say(words[scope][1])
              : `${say(words[scope][1])} ${say('roleCannot', { role: role.name })}`
          }
          disabled={!isGivable(scope)}
          checked={isGivable(scope) && chosen.includes(scope)}
          onChange={({ currentTarget }) => toggle(scope, currentTarget.checked)}
        />
      ))}
    </Stack>
  );
}
