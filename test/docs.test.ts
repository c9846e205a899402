import { expect, test } from 'vitest';
import { metricsPage } from '../generator/outputs/metrics-page.ts';

test('the metric reference in docs is current', async () => {
  await expect(metricsPage()).toMatchFileSnapshot('../docs/metrics.md');
});
