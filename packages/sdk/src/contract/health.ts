import { z } from 'zod';
import { scope, timestamp } from './common.ts';
import { operation } from './operation.ts';
import { workspaceShape } from './plans.ts';

export const healthOperations = {
  getHealth: operation({
    method: 'GET',
    path: '/api/health',
    tag: 'health',
    summary: 'Says that the service is up; with a token also whose it is',
    access: 'optional',
    effect: 'none',
    action: 'health.read',
    status: 200,
    input: z.object({}),
    output: z.object({
      status: z.enum(['ok', 'degraded']),
      version: z.string(),
      components: z.record(z.string(), z.string()),
      token: z
        .object({
          name: z.string(),
          prefix: z.string(),
          scopes: z.array(scope),
          expiresAt: timestamp.nullable(),
        })
        .optional(),
      workspace: workspaceShape.optional(),
    }),
  }),
};
