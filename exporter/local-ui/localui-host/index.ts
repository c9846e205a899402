import { defineCollector } from '../../collection/collector.ts';
import { counter, gauge } from '../../metric/metric.ts';
import { flag, lengthOf, list, member, object, part, text } from '../../sources/wire.ts';
import { endpoints } from '../api/endpoints.ts';
import type { LocalUiHost, Writes } from '../api/local-ui.ts';
import { emitHardware, hardwareMetrics, hardwareSpec, hostInfo } from './hardware.ts';

const metrics = {
  up: gauge('palette_localui_up', 'Whether the last read of the Local UI of a host succeeded.', {
    per: 'Local UI host',
  }),
  loginBlocked: gauge(
    'palette_localui_login_blocked',
    'Whether the exporter leaves the login alone because the host rejected it.',
    { per: 'Local UI host' },
  ),
  loginFailures: counter(
    'palette_localui_login_failures_total',
    'Logins that a host rejected; after five in a row it locks the user, people included.',
    { per: 'Local UI host' },
  ),
  sessionExpiry: gauge(
    'palette_localui_session_expiry_timestamp_seconds',
    'When the session on a host ends.',
    {
      per: 'Local UI host',
    },
  ),
  certificateExpiry: gauge(
    'palette_localui_tls_not_after_timestamp_seconds',
    'When the certificate of the Local UI expires, as shown in the handshake.',
    { per: 'Local UI host' },
  ),
  verificationSkipped: gauge(
    'palette_localui_tls_verification_skipped',
    'Whether the exporter sends its login to whoever answers, because the certificate is not verified.',
    { per: 'Local UI host' },
  ),
  info: gauge('palette_localui_host_info', 'A host as its Local UI describes it.', {
    labels: [
      'edge_host_id',
      'host_name',
      'agent_version',
      'os_family',
      'os_version',
      'kernel_version',
      'architecture',
      'node_role',
      'management_mode',
      'connection_mode',
      'host_type',
    ],
    per: 'Local UI host',
  }),
  state: gauge('palette_localui_host_state', 'The boot phase of a host, 1 for the current one.', {
    labels: ['state'],
    per: 'Local UI host',
  }),
  configurationStatus: gauge(
    'palette_localui_host_configuration_status',
    'How far a host is configured, 1 for the current status.',
    { labels: ['status'], per: 'Local UI host' },
  ),
  inClusterPhase: gauge(
    'palette_localui_host_in_cluster_phase',
    'Whether a host is past registration and belongs to a cluster.',
    { per: 'Local UI host' },
  ),
  ntpServers: gauge('palette_localui_host_ntp_servers', 'NTP servers that a host is configured with.', {
    per: 'Local UI host',
  }),
  ...hardwareMetrics,
};

/** `v1EdgeHostInfo` */
const edgeHost = object({
  metadata: part({ id: text }),
  spec: part({
    managementMode: member('central', 'local'),
    connectionMode: member('connected', 'airgap'),
    nodeRole: member('init', 'controlplane', 'worker', 'unknown'),
    hostInfo,
    hardwareSpec,
  }),
  status: part({
    agentVersion: text,
    configurationStatus: member('pending', 'inprogress', 'configured'),
    isClusterPhase: flag,
    hostName: text,
    ntp: part({ ntpServers: list(text) }),
  }),
});

/** Identity, modes and state of a host: also what tells whether its Local UI answers. */
export const localuiHost = defineCollector<LocalUiHost<Writes<'localui_host'>>>({
  name: 'localui_host',
  describes: 'Identity, modes, versions, hardware and state of a host, and the session on it.',
  every: '1m',
  metrics,
  reads: [endpoints.edgeHost],
  async collect(localUi, emit) {
    const { metadata, spec, status } = await localUi.get(endpoints.edgeHost, edgeHost);
    const { os, archType } = spec.hardwareSpec;
    localUi.facts.nodeRole = spec.nodeRole;
    localUi.facts.managementMode = spec.managementMode;
    emit(metrics.info, 1, {
      edge_host_id: metadata.id,
      host_name: status.hostName,
      agent_version: status.agentVersion,
      os_family: os.family,
      os_version: os.version,
      kernel_version: os.kernelVersion,
      architecture: archType,
      node_role: spec.nodeRole,
      management_mode: spec.managementMode,
      connection_mode: spec.connectionMode,
      host_type: spec.hostInfo.hostType,
    });
    if (spec.hostInfo.hostState) emit(metrics.state, 1, { state: spec.hostInfo.hostState });
    if (status.configurationStatus)
      emit(metrics.configurationStatus, 1, { status: status.configurationStatus });
    emit(metrics.inClusterPhase, status.isClusterPhase);
    emit(metrics.ntpServers, lengthOf(status.ntp.ntpServers));
    emit(metrics.secureBoot, spec.hostInfo.secureBoot);
    emitHardware(spec.hardwareSpec, emit);
  },
  always(localUi, emit, ok) {
    emit(metrics.up, ok);
    emit(metrics.loginBlocked, localUi.session.blocked());
    emit(metrics.loginFailures, localUi.session.loginFailures());
    emit(metrics.sessionExpiry, localUi.session.expiry());
    emit(metrics.verificationSkipped, localUi.skipsVerification);
    emit(metrics.certificateExpiry, localUi.certificate()?.notAfter);
  },
});
