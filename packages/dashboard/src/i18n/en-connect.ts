/** What the page says that connects AI clients. */
export const enConnect = {
  connect: 'Connect',
  connectIntro: 'This memory answers AI clients at one address:',
  connectChoose: 'Choose your client, follow its steps, and its light turns green with its first call.',
  connectOwn: 'Your own program',
  connectAdminsOnly:
    'Whether a client has called stands in the audit log, which is for owners and admins of the workspace: no lights are shown here.',
  connectRecorded: 'The lights come from the audit log. Each look at it is itself recorded there.',
  connectWaiting: 'waiting for the first call',
  connectNoneSince: 'waiting for a call, none since {time}',
  connectFirst: 'connected, first call at {first}',
  connectBoth: 'connected, first call at {first}, last at {last}',
  connectLast: 'connected, last call at {last}',
  connectArrived: '{name} is connected.',
  connectNeedsPublic:
    '{name} calls this server from the internet, so it needs a public address with https. {address} is not one: put the server behind a proxy with TLS, and set KNOWMIND_PUBLIC_URL to its address.',
  connectNoOauth: '{name} signs in by OAuth, which this server does not offer yet.',
  connectNoTokens:
    'API tokens need the plan Business API or above; yours is {plan}. Claude.ai and ChatGPT connect by OAuth on every plan.',
  connectMakeToken: 'Make an API token with the scopes read and write, and keep it in your environment:',
  connectToTokens: 'To the API tokens',
  connectLogin: 'Have the command ready, in the folder of knowmind, and sign it in:',
  connectRun: 'Write knowmind into the configuration of {name}:',
  connectRunThis: 'Run this:',
  connectPasteInto:
    'Open Settings > Tools > AI Assistant > Model Context Protocol (MCP), add a server, and paste:',
  connectRestart: 'Restart {name}, or let it load its servers anew.',
  connectAsk: 'Ask it something that only your memory knows:',
  connectQuestion: 'Look into my memory: what do you know about this project?',
  connectByHand: 'By hand, without the command: this goes into {file}',
  connectByHandRun: 'Without the command, by HTTP:',
  connectByHandPaste: 'Without the command, by HTTP: paste this in its place',
  connectSetVariable: '{name} reads KNOWMIND_TOKEN from the environment that it is started in.',
  connectAsksToken: '{name} asks for the token when it first connects, and keeps it itself.',
  connectPutToken: 'Put your token in place of kmt_….',
  connectClaudeOpen: 'Open Settings > Connectors in Claude.ai and choose "Add custom connector".',
  connectChatgptOpen:
    'Open Settings > Apps & Connectors > Advanced settings in ChatGPT, switch on developer mode, then choose "Create".',
  connectAddress: 'Name it knowmind, and give it this address:',
  connectAddressOauth: 'Name it knowmind, choose OAuth, and give it this address:',
  connectAllow: 'Connect, sign in with your e-mail address, look which workspace it is, and allow it.',
  connectCurl: 'Recall with curl:',
  connectTypescript: 'The same in TypeScript:',
  connectAnyProgram:
    'The light is that of any program that does not name itself as one of the clients above.',
  connectCopyOf: 'Copy: {what}',
  connectCopyFailed:
    'The browser does not allow copying here. The text is selected: copy it with the keyboard.',
};
