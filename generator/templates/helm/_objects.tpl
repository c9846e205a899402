{{/*
The objects of a part (root, part) as JSON, in the namespaces of the release. Files are data and never templates, so that the
braces of Prometheus stay what they are.
*/}}
{{- define "palette-monitoring.objects" -}}
{{- $file := printf "files/%s.json" .part -}}
{{- .root.Files.Get $file | replace "%6b1f0a3e-7d52-4c8e-9a47-2f5d0c9be813-namespace%" .root.Release.Namespace | replace "%6b1f0a3e-7d52-4c8e-9a47-2f5d0c9be813-alertmanagerNamespace%" .root.Values.routing.alertmanagerNamespace -}}
{{- end }}

{{/* A document of an object (root, object, labels, annotations), which gets the labels of the release too. */}}
{{- define "palette-monitoring.document" -}}
{{- $release := dict "app.kubernetes.io/instance" .root.Release.Name "app.kubernetes.io/managed-by" .root.Release.Service "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version) -}}
{{- $labels := merge (deepCopy (.labels | default dict)) (.object.metadata.labels | default dict) $release .root.Values.labels -}}
{{- $_ := set .object.metadata "labels" $labels -}}
{{- with .annotations -}}
{{- $_ := set $.object.metadata "annotations" (merge (deepCopy .) ($.object.metadata.annotations | default dict)) -}}
{{- end }}
---
{{ toYaml .object }}
{{- end }}

{{/* All objects of a part (root, part, labels, annotations) as they are. */}}
{{- define "palette-monitoring.documents" -}}
{{- range include "palette-monitoring.objects" . | fromJsonArray -}}
{{- include "palette-monitoring.document" (merge (dict "object" .) $) -}}
{{- end -}}
{{- end }}
