import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { flag, part, text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import type { LocalUiHost } from './local-ui.ts';

const metrics = {
  up: gauge('palette_localui_up', 'Whether the last read of the Local UI of a host succeeded.', {
    per: 'Local UI host',
  }),
  loginBlocked: gauge(
    'palette_localui_login_blocked',
    'Whether the exporter leaves the login alone because the host rejected it.',
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
};

/** `v1EdgeHostInfo` */
const edgeHost = z.object({
  metadata: part({ id: text }),
  spec: part({
    managementMode: text,
    connectionMode: text,
    nodeRole: text,
    hostInfo: part({ hostState: text, hostType: text }),
    hardwareSpec: part({ archType: text, os: part({ family: text, version: text, kernelVersion: text }) }),
  }),
  status: part({ agentVersion: text, configurationStatus: text, isClusterPhase: flag, hostName: text }),
});

/** Identity, modes and state of a host: also what tells whether its Local UI answers. */
export const host = defineCollector<LocalUiHost>({
  name: 'localui_host',
  describes: 'Identity, modes, versions and state of a host, and the session on it.',
  every: '1m',
  metrics,
  reads: [endpoints.edgeHost],
  requests: () => 1,
  async collect(localUi, emit) {
    const { metadata, spec, status } = await localUi.get(endpoints.edgeHost, edgeHost);
    const { os, archType } = spec.hardwareSpec;
    localUi.facts.nodeRole = spec.nodeRole;
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
  },
  always(localUi, emit, ok) {
    emit(metrics.up, ok);
    emit(metrics.loginBlocked, localUi.session.blocked());
    emit(metrics.sessionExpiry, localUi.session.expiry());
    emit(metrics.certificateExpiry, localUi.certificate()?.notAfter);
  },
});
