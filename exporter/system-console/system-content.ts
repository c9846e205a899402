import type { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { SourceError } from '../sources/failures.ts';
import { object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';
import { systemUser } from './parts/system-user.ts';

const metrics = {
  valid: gauge(
    'palette_system_content_valid',
    'Whether Palette finds its content repository to be in order, from which installations without internet live.',
    { per: 'system console', from: [endpoints.contentValidation] },
  ),
  version: gauge(
    'palette_system_content_version_info',
    'The version of Palette that the content repository holds.',
    {
      labels: ['version'],
      per: 'system console',
      from: [endpoints.contentValidation],
    },
  ),
};

/** `v1SystemScarValidationResponse` (API reference, section 3.17) */
const validation = object({ spectroVersion: text });

/** Has Palette look at its content repository. It does so each time, hence seldom. */
export const systemContent = defineCollector<SystemConsole>({
  name: 'system_content',
  describes: 'Whether the content repository is in order.',
  every: '1h',
  metrics,
  reads: [endpoints.contentValidation, endpoints.me],
  async collect(system, emit) {
    const found = await validate(system);
    emit(metrics.valid, found !== undefined);
    if (found?.spectroVersion) emit(metrics.version, 1, { version: found.spectroVersion });
  },
});

/** A repository that is not in order is answered with an error, as is everything by a Palette that is down. */
async function validate(system: SystemConsole): Promise<z.output<typeof validation> | undefined> {
  try {
    return await system.get(endpoints.contentValidation, validation);
  } catch (error) {
    if (!(error instanceof SourceError) || !['server_error', 'parse'].includes(error.reason)) throw error;
    await system.get(endpoints.me, systemUser);
    return undefined;
  }
}
