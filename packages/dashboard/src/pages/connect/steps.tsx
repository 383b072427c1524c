import { Alert, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useI18n } from '../../i18n/index.tsx';
import type { Guide, Step } from './guides.ts';
import { Snippet } from './snippet.tsx';

export function Steps({ steps }: { steps: Step[] }) {
  return (
    <Stack>
      <List type="ordered" spacing="md" className="steps">
        {steps
          .filter(({ aside }) => !aside)
          .map((step) => (
            <List.Item key={step.text}>
              <OneStep step={step} />
            </List.Item>
          ))}
      </List>
      {steps
        .filter(({ aside }) => aside)
        .map((step) => (
          <OneStep key={step.text} step={step} />
        ))}
    </Stack>
  );
}

function OneStep({ step }: { step: Step }) {
  const { say } = useI18n();
  const text = say(step.text, step.values);
  const code = step.question ? say('connectQuestion') : step.code;
  return (
    <Stack gap="xs">
      <Text className="content">
        {text} {step.toTokens && <Link to="/tokens">{say('connectToTokens')}</Link>}
      </Text>
      {code && <Snippet text={code} label={text} />}
    </Stack>
  );
}

/** What keeps this way from working here, said before anyone takes the steps. `plan`: one without tokens. */
export function Obstacle({ by, name, plan }: { by: Guide['by']; name: string; plan: string | null }) {
  const { say } = useI18n();
  const { origin } = window.location;
  const oauth = useQuery({ queryKey: ['oauth-offered'], queryFn: offersOauth, staleTime: 60_000 });
  const lines =
    by === 'token'
      ? [plan && say('connectNoTokens', { plan })]
      : [
          !isPublic(origin) && say('connectNeedsPublic', { name, address: origin }),
          oauth.data === false && say('connectNoOauth', { name }),
        ];
  return lines.map(
    (line) =>
      line && (
        <Alert key={line} color="yellow">
          {line}
        </Alert>
      ),
  );
}

/** RFC 9728: the resource names the servers that it takes grants of. */
async function offersOauth(): Promise<boolean> {
  const response = await fetch('/.well-known/oauth-protected-resource/api/mcp/v1');
  const { authorization_servers: servers } = await response.json();
  return Array.isArray(servers) && servers.length > 0;
}

/** Whether others can reach the address at all, as far as it shows. */
function isPublic(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  const isPrivate =
    /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^\[(::1|f[cde])|(^|\.)(localhost|local|internal)$/;
  return (
    protocol === 'https:' && hostname.includes('.') !== hostname.startsWith('[') && !isPrivate.test(hostname)
  );
}
