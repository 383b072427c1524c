export { createWorkspace } from './create.ts';
export { getPlan, setPlan } from './plan.ts';
export { applyRetention, retainWorkspace } from './retention.ts';
