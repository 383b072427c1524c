import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Result = { violations: { id: string; nodes: { html: string }[] }[] };
type AxeWindow = { axe: { run(): Promise<Result> } };

/** Finds no violation of WCAG on the page as it is, in light and in dark. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(350); // what fades in has half its colour until then
    // Evaluated, not added as a script: the page's content security policy would refuse that.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => (globalThis as unknown as AxeWindow).axe.run());
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** No screen is wider than a small phone. */
export async function expectNarrow(page: Page, what: string): Promise<void> {
  const usual = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, what).toBeLessThanOrEqual(360);
  if (usual) await page.setViewportSize(usual);
}
