import { type PlanName, planNames } from '@knowmind/sdk';
import { AppError } from './errors.ts';

/** Throws `plan_required`, with the smallest plan that includes it, unless `included` holds for the plan. */
export function assertPlan(plan: PlanName, included: (plan: PlanName) => boolean, what: string): void {
  if (included(plan)) return;
  const requiredPlan = planNames.find(included);
  throw new AppError(
    'plan_required',
    `The plan "${plan}" does not include ${what}. The plan "${requiredPlan}" does.`,
    {
      ...(requiredPlan ? { requiredPlan } : {}),
    },
  );
}
