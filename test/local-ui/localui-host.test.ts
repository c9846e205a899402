import { localuiHost } from '../../exporter/local-ui/localui-host/index.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  metadata: null,
  spec: {
    managementMode: NEW_MEMBER,
    nodeRole: 'unknown',
    hardwareSpec: {
      memory: { sizeInMB: 2 ** 36 },
      disks: [
        null,
        'not a disk',
        {
          size: 480,
          vendor: 'ATA',
          partitions: [
            { mountPoint: '/', totalSpace: 10, freeSpace: 1 },
            { mountPoint: '/oem', totalSpace: 0 },
            { mountPoint: '/usr/local', fileSystemType: 'ext4', totalSpace: 200, usedSpace: 50 },
            { mountPoint: '/wrong', totalSpace: 5, usedSpace: 50 },
            { mountPoint: 7 },
          ],
        },
        { size: 0, partitions: null },
      ],
      gpus: [
        { vendor: 'NVIDIA', model: 'L4' },
        { vendor: 'NVIDIA', model: 'L4' },
        { vendor: 'NVIDIA', model: 'A2', gpuCount: 2 },
      ],
    },
  },
  status: { hostName: 'h1', configurationStatus: NEW_MEMBER, ntp: { ntpServers: null } },
};

testCollector(localuiHost, {
  odd,
  ofNothing: ['palette_localui_host_info{edge_host="h1"} 1'],
  without: 'not_found',
});
