import { z } from 'zod';
import { operation } from './operation.ts';

export const planNames = ['private', 'pro', 'business', 'business_api', 'enterprise'] as const;
export type PlanName = (typeof planNames)[number];

/** What a plan includes. `null` means unlimited. */
export type Plan = {
  readonly memories: number | null;
  readonly members: number | null;
  readonly tokens: boolean;
  readonly activeTokens: number;
  readonly tokenCallsPerMinute: number;
  readonly sessionCallsPerMinute: number;
  readonly webhooks: boolean;
  readonly aiKeys: number | null;
  readonly auditDays: number;
};

const noTokens = {
  tokens: false,
  activeTokens: 0,
  tokenCallsPerMinute: 0,
  sessionCallsPerMinute: 60,
  webhooks: false,
};
const withTokens = { tokens: true, activeTokens: 50, webhooks: true };
const unlimited = { memories: null, members: null, aiKeys: null };

/** The one table of plans: every limit and gate of the system reads it. */
export const plans: Readonly<Record<PlanName, Plan>> = {
  private: { ...noTokens, memories: 100, members: 1, aiKeys: 1, auditDays: 30 },
  pro: { ...noTokens, memories: null, members: 1, aiKeys: null, auditDays: 90 },
  business: { ...noTokens, ...unlimited, auditDays: 730 },
  business_api: {
    ...withTokens,
    ...unlimited,
    tokenCallsPerMinute: 60,
    sessionCallsPerMinute: 60,
    auditDays: 730,
  },
  enterprise: {
    ...withTokens,
    ...unlimited,
    tokenCallsPerMinute: 600,
    sessionCallsPerMinute: 600,
    auditDays: 1825,
  },
};

const planName = z.enum(planNames);

const planState = z.object({
  plan: planName,
  includes: z.object({
    memories: z.number().nullable(),
    members: z.number().nullable(),
    tokens: z.boolean(),
    activeTokens: z.number(),
    tokenCallsPerMinute: z.number(),
    sessionCallsPerMinute: z.number(),
    webhooks: z.boolean(),
    aiKeys: z.number().nullable(),
    auditDays: z.number(),
  }),
  usage: z.object({ memories: z.number(), members: z.number(), activeTokens: z.number() }),
});

export const planOperations = {
  getPlan: operation({
    method: 'GET',
    path: '/api/v1/plan',
    tag: 'plan',
    summary: 'What the plan includes and what is used',
    access: 'signed-in',
    effect: 'read',
    action: 'plan.read',
    status: 200,
    input: z.object({}),
    output: planState,
  }),
  setPlan: operation({
    method: 'PUT',
    path: '/api/v1/plan',
    tag: 'plan',
    summary: 'Change the plan; nothing is deleted on a downgrade',
    access: 'admin',
    effect: 'write',
    action: 'plan.changed',
    status: 200,
    input: z.object({ plan: planName }),
    output: planState.extend({
      warning: z.string().nullable().describe('What stops working with this plan; null when nothing does.'),
    }),
  }),
};

export const workspaceShape = z.object({ id: z.uuid(), name: z.string(), plan: planName });
