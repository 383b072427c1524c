export { exportWorkspace } from './export.ts';
export { importRecords } from './import.ts';
