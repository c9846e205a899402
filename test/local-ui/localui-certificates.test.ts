import { localuiCertificates } from '../../exporter/local-ui/localui-certificates.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { OF_CLUSTER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  certificates: [
    {
      name: 'ca',
      issueDate: '2024-01-01T00:00:00Z',
      expirationDate: '2034-01-01 00:00:00 +0000 UTC',
      childCerts: [
        { name: 'apiserver', nodeName: 'n1', expirationDate: 'Jan 05, 2027 10:00 UTC' },
        { name: 'odd', nodeName: 'n1', expirationDate: 'in 3 days' },
        7,
      ],
    },
    { name: 'empty', childCerts: null },
  ],
  needsRenewal: true,
  earliestAutoRenewalTime: ZERO_TIME,
};

testCollector(localuiCertificates, {
  odd,
  ofNothing: [`palette_localui_certificates_need_renewal{${OF_CLUSTER}} 0`],
});
