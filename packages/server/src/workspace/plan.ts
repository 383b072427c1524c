import { type Output, type ParsedInput, type PlanName, plans } from '@knowmind/sdk';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { countUsage } from './queries.ts';

export async function getPlan(ctx: Context): Promise<Output<'getPlan'>> {
  return describe(ctx, ctx.workspace.plan);
}

/** Changes the plan. Nothing is deleted on a downgrade: what the new plan lacks sleeps until an upgrade. */
export async function setPlan(ctx: Context, input: ParsedInput<'setPlan'>): Promise<Output<'setPlan'>> {
  if (ctx.actor.type === 'person' && ctx.actor.role !== 'owner') {
    throw new AppError('forbidden', 'Only the owner of the workspace can change its plan.');
  }
  await ctx.tx
    .updateTable('workspace')
    .set({ plan: input.plan })
    .where('id', '=', ctx.workspace.id)
    .execute();
  ctx.entry.target = { type: 'workspace', id: ctx.workspace.id, name: ctx.workspace.name };
  ctx.entry.details = { from: ctx.workspace.plan, to: input.plan };
  ctx.afterCommit.push(() => ctx.services.tokens.forgetWorkspace(ctx.workspace.id));
  return describe(ctx, input.plan);
}

async function describe(ctx: Context, plan: PlanName): Promise<Output<'getPlan'>> {
  return { plan, includes: plans[plan], usage: await countUsage(ctx.tx, ctx.workspace.id, ctx.now) };
}
