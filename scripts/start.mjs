const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`knowmind needs Node.js 20.19 or newer; this is ${process.version}. See https://nodejs.org`);
  process.exit(1);
}

const { prepare } = await import('./prepare.mjs');
const { buildIfNeeded } = await import('./build.mjs');
prepare();
buildIfNeeded();

// npm passes SIGTERM to its shell alone, which ends without a word to this process.
if (process.env.npm_lifecycle_event) {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

// In this process, not in a child: Ctrl-C and SIGTERM reach the server itself.
process.argv = ['node', 'knowmind', 'serve', ...process.argv.slice(2)];
await import('../packages/server/bin/knowmind.js');
