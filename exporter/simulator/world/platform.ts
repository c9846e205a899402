/** The Palette installation itself, as its system console knows it. */
export interface Platform {
  installedVersion: string;
  latestVersion: string;
  /** Version of the edge agent that this release wants hosts to run. */
  agentVersion: string;
  /** What the ingress answers: everything, 502 without a backend, or 503 while the backend starts. */
  availability: 'up' | 'bad-gateway' | 'unavailable';
}
