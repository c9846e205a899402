import { failure } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import { SECRET_MARK } from '../../world/build/marked-secret.ts';
import { get, type LocalUiRoute } from '../local-ui-route.ts';

const MEBIBYTE = 2 ** 20;

/** What lies on the host: uploads, files for download, its log of errors (Local UI reference, section 3). */
export const hostFileRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/edgehosts/current/uploaded-content/details', ({ host: { upload } }) => {
    if (upload === undefined) throw failure(404, 'NotFound', 'no content was uploaded');
    return struct({
      fileName: upload.fileName,
      sha256Hash: upload.sha256,
      sizeInBytes: upload.bytes,
      sizeInMiB: upload.bytes / MEBIBYTE,
      sizeInGiB: upload.bytes / MEBIBYTE / 1024,
      uploadDateTime: time(upload.at),
    });
  }),
  get('/v1/edge-mgmt/edgehosts/current/file-download/files', ({ host: { files } }) =>
    struct({
      files: slice(files, ({ name, modifiedAt }) =>
        struct({
          fileName: name,
          size: '12 MiB',
          creationTimestamp: time(modifiedAt),
          lastModifiedTimestamp: time(modifiedAt),
        }),
      ),
    }),
  ),
  get('/v1/edge-mgmt/edgehosts/current/error-logs', ({ host, query }) => {
    const newest = host.errors.slice(-Number(query.logCount ?? 1)).reverse();
    return struct({
      items: slice(newest, ({ at, reason }) =>
        struct({
          severity: 'Error',
          reason,
          message: `token=${SECRET_MARK}log`,
          metadata: struct({
            creationTimestamp: time(at),
            lastModifiedTimestamp: time(at),
            deletionTimestamp: time(undefined),
          }),
        }),
      ),
    });
  }),
];
