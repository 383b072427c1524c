import type { Hono } from 'hono';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Services } from '../context.ts';
import type { Env } from './origin.ts';

/** For orchestrators and Prometheus: liveness, readiness, metrics. */
export function addMachineRoutes(app: Hono<Env>, services: Services, ping: () => Promise<void>): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'knowmind_http_request_duration_seconds',
    help: 'Time from request to answer, in seconds',
    labelNames: ['method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  app.use('/api/*', async (c, next) => {
    const startedAt = performance.now();
    await next();
    duration.observe({ method: c.req.method, status: c.res.status }, (performance.now() - startedAt) / 1000);
  });
  app.get('/livez', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const reason = await ping().then(
      () => null,
      () => 'the database does not answer',
    );
    return reason === null
      ? c.json({ status: 'ok', version: services.version })
      : c.json({ status: 'unavailable', reason }, 503);
  });
  app.get('/metrics', async (c) =>
    c.text(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
  );
}
