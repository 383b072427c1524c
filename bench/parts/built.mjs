import { register } from 'node:module';

/** Benchmarks name the sources and run what is built of them: what ships is measured, not what a loader makes of it. */
register(new URL('built-hooks.mjs', import.meta.url));
