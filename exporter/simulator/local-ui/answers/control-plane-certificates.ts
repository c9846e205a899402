import { struct } from '../../go-json.ts';
import { DAY } from '../../world/model/time-units.ts';
import { get, type LocalUiRoute, localCluster } from '../local-ui-route.ts';

const VALIDITY = 365 * DAY;
const RENEWAL_BEFORE = 30 * DAY;

/** Certificates of the control plane (Local UI reference, section 3). */
export const certificateRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/cluster/certificates', (request) => {
    const { authorities, renewedAt } = localCluster(request).certificates;
    const expiresAt = renewedAt + VALIDITY;
    const hosts = request.appliance.hosts.filter(({ role }) => role !== 'worker');
    return struct({
      certificates: authorities.map((authority) =>
        struct({
          name: authority.name,
          issueDate: text(authority.issuedAt),
          expirationDate: text(authority.expiresAt),
          childCerts: hosts.flatMap((host) =>
            authority.children.map((name) =>
              struct({
                name,
                nodeName: host.name,
                issueDate: text(renewedAt),
                expirationDate: text(expiresAt),
              }),
            ),
          ),
        }),
      ),
      needsRenewal: expiresAt - RENEWAL_BEFORE <= request.now,
      earliestAutoRenewalTime: new Date(expiresAt - RENEWAL_BEFORE).toISOString(),
    });
  }),
];

/** As kubeadm prints it; the description calls it a string, without a format. */
function text(milliseconds: number): string {
  const [, month, day, year, clock] = /^\w+, (\d+) (\w+) (\d+) (\d\d:\d\d)/.exec(
    new Date(milliseconds).toUTCString(),
  ) ?? ['', '', '', '', ''];
  return `${day} ${month}, ${year} ${clock} UTC`;
}
