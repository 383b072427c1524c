import { type Output, type ParsedInput, type PlanName, plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { countUsage } from './queries.ts';

export async function getPlan(ctx: Context): Promise<Output<'getPlan'>> {
  return describe(ctx, ctx.workspace.plan);
}

/** Changes the plan. Nothing is deleted on a downgrade: what the new plan lacks sleeps until an upgrade. */
export async function setPlan(ctx: Context, input: ParsedInput<'setPlan'>): Promise<Output<'setPlan'>> {
  // What an application may do is bounded by the person it acts for.
  if (ctx.actor.type !== 'token' && ctx.actor.role !== 'owner') {
    throw new AppError(
      'forbidden',
      'Only an owner of the workspace, or an API token with the scope "admin", can change its plan.',
    );
  }
  await ctx.tx
    .updateTable('workspace')
    .set({ plan: input.plan })
    .where('id', '=', ctx.workspace.id)
    .execute();
  ctx.entry.target = { type: 'workspace', id: ctx.workspace.id, name: ctx.workspace.name };
  ctx.entry.details = { from: ctx.workspace.plan, to: input.plan };
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  ctx.afterCommit.push(() => ctx.services.grants.forgetWorkspace(ctx.workspace.id));
  const state = await describe(ctx, input.plan);
  return { ...state, warning: toWarning(state) };
}

function toWarning({ includes, usage }: Output<'getPlan'>): string | null {
  if (includes.tokens || usage.activeTokens === 0) return null;
  return `This plan has no API tokens: the ${usage.activeTokens} of this workspace are refused from now on. An owner can change the plan back in the dashboard.`;
}

async function describe(ctx: Context, plan: PlanName): Promise<Output<'getPlan'>> {
  return { plan, includes: plans[plan], usage: await countUsage(ctx.tx, ctx.workspace.id, ctx.now) };
}
