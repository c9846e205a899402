{{/* The workload (root, object) as JSON: a Deployment for one exporter, a StatefulSet for several that share the work. */}}
{{- define "palette-monitoring.workload" -}}
{{- $values := .root.Values.exporter -}}
{{- $pod := .object.spec.template.spec -}}
{{- $container := first $pod.containers -}}
{{- $environment := list -}}
{{- $_ := set $container "image" $values.image -}}
{{- $_ := set $container "resources" $values.resources -}}
{{- $_ := set (first $pod.volumes).secret "secretName" $values.existingSecret -}}
{{- with $values.imagePullPolicy -}}
{{- $_ := set $container "imagePullPolicy" . -}}
{{- end -}}
{{- $_ := unset $pod "imagePullSecrets" -}}
{{- range $values.imagePullSecrets -}}
{{- $_ := set $pod "imagePullSecrets" (append ($pod.imagePullSecrets | default list) (dict "name" .)) -}}
{{- end -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" -}}
{{- with index $values $field -}}
{{- $_ := set $pod $field . -}}
{{- end -}}
{{- end -}}
{{- with $values.extraCa.configMap -}}
{{- $_ := set $pod "volumes" (append $pod.volumes (dict "name" "extra-ca" "configMap" (dict "name" .))) -}}
{{- $mount := dict "name" "extra-ca" "mountPath" "/etc/palette-exporter-ca" "readOnly" true -}}
{{- $_ := set $container "volumeMounts" (append $container.volumeMounts $mount) -}}
{{- $path := printf "/etc/palette-exporter-ca/%s" $values.extraCa.key -}}
{{- $environment = append $environment (dict "name" "NODE_EXTRA_CA_CERTS" "value" $path) -}}
{{- end -}}
{{- range $name, $value := dict "HTTPS_PROXY" $values.proxy.https "HTTP_PROXY" $values.proxy.http "NO_PROXY" $values.proxy.exempt -}}
{{- with $value -}}
{{- $environment = append $environment (dict "name" $name "value" .) -}}
{{- end -}}
{{- end -}}
{{- if gt (int $values.shards) 1 -}}
{{- $_ := set .object "kind" "StatefulSet" -}}
{{- $_ := unset .object.spec "strategy" -}}
{{- $_ := set .object.spec "serviceName" .object.metadata.name -}}
{{- $_ := set .object.spec "podManagementPolicy" "Parallel" -}}
{{- $_ := set .object.spec "replicas" (int $values.shards) -}}
{{- $field := dict "fieldPath" "metadata.labels['apps.kubernetes.io/pod-index']" -}}
{{- $environment = append $environment (dict "name" "PALETTE_EXPORTER_SHARD_INDEX" "valueFrom" (dict "fieldRef" $field)) -}}
{{- $environment = append $environment (dict "name" "PALETTE_EXPORTER_SHARDS" "value" (toString $values.shards)) -}}
{{- end -}}
{{- with $environment -}}
{{- $_ := set $container "env" . -}}
{{- end -}}
{{- toJson .object -}}
{{- end }}

{{/* The network policy (root, object) as JSON. Where sources are listed, the exporter reaches these and name servers only. */}}
{{- define "palette-monitoring.network-policy" -}}
{{- with .root.Values.networkPolicy.sources -}}
{{- $names := dict "ports" (list (dict "port" 53 "protocol" "UDP") (dict "port" 53 "protocol" "TCP")) -}}
{{- $egress := list $names -}}
{{- range . -}}
{{- $ports := list -}}
{{- range .ports -}}
{{- $ports = append $ports (dict "port" (int .) "protocol" "TCP") -}}
{{- end -}}
{{- $egress = append $egress (dict "to" (list (dict "ipBlock" (dict "cidr" .cidr))) "ports" $ports) -}}
{{- end -}}
{{- $_ := set $.object.spec "egress" $egress -}}
{{- $_ := set $.object.spec "policyTypes" (list "Ingress" "Egress") -}}
{{- end -}}
{{- toJson .object -}}
{{- end }}
