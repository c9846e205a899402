import { localuiLink } from '../../exporter/local-ui/localui-link.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  status: NEW_MEMBER,
  peers: [
    { id: 'a', role: 'member', contentSyncStatus: 'synced', health: { status: 'HEALTHY' } },
    { id: 'b', contentSyncStatus: NEW_MEMBER, health: { status: 'Unhealthy', reason: 'secret' } },
    { id: 'c', health: null, config: null },
    { id: '' },
    { role: 'nameless' },
    { id: 'a' },
  ],
};

testCollector(localuiLink, { odd });
