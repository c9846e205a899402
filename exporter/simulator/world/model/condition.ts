/** How far a cluster, a pack or a host got with one thing, in the words of Kubernetes. */
export interface Condition {
  readonly type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  changedAt: number;
}
