import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { plainVersion } from '../sources/versions.ts';
import { object } from '../sources/wire.ts';
import { AGENT, endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';

const metrics = {
  info: gauge(
    'palette_edge_agent_target_info',
    'The version of the edge agent that Palette wants hosts to run.',
    {
      labels: ['version'],
      per: 'Palette',
    },
  ),
};

/** `v1ServiceVersion` (API reference, section 3.8): a YAML document in a text, of which one line matters. */
const serviceVersion = object({
  spec: object({
    latestVersion: object({
      content: z.string().transform((content, context) => {
        const version = /^\s*version:\s*["']?([\w.+-]+)/m.exec(content)?.[1];
        if (version !== undefined) return plainVersion(version);
        context.addIssue({ code: 'custom', message: 'has no version' });
        return z.NEVER;
      }),
    }),
  }),
});

/** The version that edge agents ought to have: what makes a host's agent outdated. */
export const agentTarget = defineCollector<Palette<Writes<'agent_target'>>>({
  name: 'agent_target',
  describes: 'The version of the edge agent that hosts are meant to run.',
  every: '15m',
  isShared: true,
  metrics,
  reads: [endpoints.serviceVersion],
  async collect(palette, emit) {
    // It is the same in every scope; a key without the tenant may ask in its project.
    const path = { serviceName: AGENT };
    const { spec } = await palette.anyScope((project) =>
      palette.get(endpoints.serviceVersion, serviceVersion, { path, project }),
    );
    const version = spec.latestVersion.content;
    palette.fleet.targets.set(AGENT, version);
    emit(metrics.info, 1, { version });
  },
});
