/** How to reach the tools that runbooks name, said once. */
export const PXCTL = `\`pxctl\` runs in a Portworx pod: \`kubectl get pods --all-namespaces -l name=portworx\`, then
\`kubectl --namespace <its namespace> exec <its pod> -c portworx -- /opt/pwx/bin/pxctl status\`.
`;

export const ETCDCTL = `\`etcdctl\` runs in an etcd pod: \`kubectl --namespace kube-system exec etcd-<control plane node> -- etcdctl --endpoints
https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key
/etc/kubernetes/pki/etcd/server.key member list -w table\`.
`;

/** Units of a host that was installed into a system of its own; the runbooks name those of the appliance mode. */
export const UNITS = `On a host in agent mode the units are called \`spectro-stylus-agent\`, \`spectro-stylus-operator\` and
\`spectro-containerd\` instead of \`stylus-agent\`, \`stylus-operator\` and \`containerd\`.
`;
