import { struct } from '../../go-json.ts';
import { get, type Route, recent } from '../palette-route.ts';

const BACKUP_TIMES = struct({}, { interval: 1, hourOfTheDay: 1, retentionPeriod: 30 });

/** Settings of the installation, for the system console (API reference, section 3.17). Several carry secrets. */
export const systemSettingRoutes: readonly Route[] = [
  get('/v1/system/config/database/backup/ftp', 'system', ({ world }) =>
    struct({
      backupSpec: BACKUP_TIMES,
      ftp: struct(
        {},
        {
          server: 'backup.example.com',
          dir: '/palette',
          username: 'palette',
          password: world.platform.backupPassword,
        },
      ),
    }),
  ),
  /** Nobody has configured this kind. */
  get('/v1/system/config/database/backup/s3', 'system', () => struct({})),
  get('/v1/system/config/preferences/cluster', 'system', () =>
    struct({
      healthPollIntervalInMinutes: 5,
      monitorIntervalInMinutes: 5,
      deletePeriodInHour: 72,
      archivalIntervalInHour: 24,
    }),
  ),
  get('/v1/system/config/timeseries', 'system', () => {
    const series = struct({ archivalInterval: 24, batchInterval: 5, retentionPeriod: 30 }, { enabled: true });
    return struct({ machine: series, pod: series });
  }),
  get('/v1/system/config/domain/certificates', 'system', ({ world: { platform } }) => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    return struct({
      rootDomain: platform.rootDomain,
      certificates: struct(
        {},
        {
          certificateBase64: base64(platform.certificate.pem),
          caCertificateBase64: base64(platform.certificate.pem),
          keyBase64: platform.certificate.key,
          insecureSkipVerify: false,
        },
      ),
    });
  }),
].map(recent);
