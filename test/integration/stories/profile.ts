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
    step: '1h',
    lasts: '2h20m',
    heals: '20m',
    fires: ['PaletteProfileApplyDeferred', 'PaletteRolloutSlow'],
  },
  'a profile update waits': {
    scenario: 'update-pending',
    step: '1d',
    lasts: '4d',
    heals: '1d',
    fires: ['PaletteProfileUpdatePending'],
  },
  'a repave waits': {
    scenario: 'repave-pending',
    step: '1h',
    lasts: '5h30m',
    heals: '1h',
    fires: ['PaletteRepaveWaiting', 'PaletteProfileDrift'],
  },
  'a rollout hangs at its first node': {
    change: cluster((main, world, now) => {
      publishUpdate(world, main, now);
      applyUpdate(world, main, now);
      approveRepave(world, main, now);
      cordon(nodeOf(main, 0), 'InProgress');
    }),
    step: '30m',
    lasts: '2h20m',
    heals: '1h',
    fires: [
      'PaletteRolloutNodeStuck',
      'PaletteNodeDrainStuck',
      'PaletteNodeInMaintenance',
      'PaletteClusterConditionFalse',
      'PalettePackNotReady',
      'PaletteRolloutSlow',
    ],
  },
  'a pack fails': {
    scenario: 'pack-failed',
    step: '1h',
    lasts: '2h20m',
    heals: '20m',
    fires: ['PalettePackFailed', 'PalettePackNotReady', 'PaletteClusterUnhealthy', 'PaletteRolloutSlow'],
  },
  'a pack is withdrawn': {
    scenario: 'pack-invalid',
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    fires: ['PalettePackInvalid', 'PaletteProfilePacksWithdrawn'],
  },
  'a template fails': {
    scenario: 'template-failed',
    step: '15m',
    lasts: '40m',
    heals: '10m',
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
    step: '30m',
    lasts: '1h20m',
    heals: '20m',
    // The answer stays what it was, heartbeats included.
    fires: ['PaletteTemplateVariablesPending', 'PaletteClusterHeartbeatOld'],
  },
};
