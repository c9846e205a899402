import { describe, expect, it } from 'vitest';
import { certificates } from '../../exporter/palette/certificates.ts';
import { clusterRef, type Settings, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('certificates of clusters', () => {
  it('tell the first that expires', async () => {
    const { text, dropped } = await of(ANSWER).run(certificates);

    await expect(text).toMatchFileSnapshot('golden/certificates.prom');
    expect(dropped).toBe(0);
  });

  it('are told one by one where the configuration asks for detail', async () => {
    const { text } = await of(ANSWER, { detailed: new Set(['certificates']) }).run(certificates);

    await expect(text).toMatchFileSnapshot('golden/certificates-detail.prom');
  });

  it.each([
    { machineCertificates: null },
    {},
    { machineCertificates: [{ name: 'n', certificateAuthorities: null }] },
    {
      machineCertificates: [
        { certificateAuthorities: [{ name: 'ca', expiry: ZERO_TIME, certificates: null }] },
      ],
    },
  ])('have no expiry in %j', async (answer) => {
    const { text } = await of(answer).run(certificates);

    expect(text).not.toContain('expiry');
    expect(text).toContain('palette_cluster_certificates{');
  });
});

function of(answer: unknown, settings: Settings = {}) {
  const palette = testPalette(() => answer, settings);
  palette.fleet.clusters = [clusterRef('line')];
  return palette;
}

const ANSWER = {
  machineCertificates: [
    {
      name: 'node-1',
      certificateAuthorities: [
        {
          name: 'ca',
          expiry: '2036-11-01T00:00:00.000Z',
          certificates: [
            { name: 'kube-apiserver', expiry: '2027-05-01T00:00:00.000Z' },
            { name: 'kube-scheduler', expiry: ZERO_TIME },
          ],
        },
        {
          name: 'etcd-ca',
          expiry: '2035-11-01T00:00:00.000Z',
          certificates: [{ name: 'kube-etcd-peer', expiry: '2027-04-01T00:00:00.000Z' }],
        },
      ],
    },
  ],
};
