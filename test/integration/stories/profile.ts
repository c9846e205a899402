import { nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { cordon } from '../../../exporter/simulator/world/changes/node-life.ts';
import {
  applyUpdate,
  approveRepave,
  publishUpdate,
} from '../../../exporter/simulator/world/changes/profile-rollout.ts';
import { answering, cluster, DAY, type Stories } from './story.ts';

export const profileStories: Stories = {
  'a change is installed later': {
    change: cluster((main, _, now) => {
      main.spcApply = { released: true, deferred: true, modifiedAt: now, appliedAt: now - DAY };
    }),
    pace: '10m',
    fires: ['PaletteProfileApplyDeferred'],
  },
  'a profile update waits': {
    scenario: 'update-pending',
    pace: '2h',
    fires: ['PaletteProfileUpdatePending'],
  },
  'a repave waits': { scenario: 'repave-pending', pace: '30m', fires: ['PaletteRepaveWaiting'] },
  'a rollout hangs at its first node': {
    change: cluster((main, world, now) => {
      publishUpdate(world, main, now);
      applyUpdate(world, main, now);
      approveRepave(world, main, now);
      cordon(nodeOf(main, 0), 'InProgress');
    }),
    pace: '5m',
    fires: ['PaletteRolloutNodeStuck', 'PaletteNodeDrainStuck', 'PaletteNodeInMaintenance'],
  },
  'a pack fails': {
    scenario: 'pack-failed',
    pace: '5m',
    fires: ['PalettePackFailed', 'PalettePackNotReady'],
  },
  'a pack is withdrawn': {
    scenario: 'pack-invalid',
    pace: '10m',
    fires: ['PalettePackInvalid', 'PaletteProfilePacksWithdrawn'],
  },
  'a template fails': {
    scenario: 'template-failed',
    pace: '10m',
    fires: ['PaletteTemplateClustersFailed'],
  },
  'a template asks for values': {
    change: answering(
      '/v1/dashboard/spectroclusters/search',
      (body: { items: { status: { notifications: object } }[] }) => {
        for (const { status } of body.items)
          Object.assign(status.notifications, { isTemplateVariableResolutionPending: true });
      },
    ),
    pace: '10m',
    fires: ['PaletteTemplateVariablesPending'],
  },
};
