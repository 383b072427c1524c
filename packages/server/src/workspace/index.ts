export { createWorkspace } from './create.ts';
export { getPlan, setPlan } from './plan.ts';
export { applyRetention } from './retention.ts';
