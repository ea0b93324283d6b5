{{- define "slipstream.name" -}}
{{- if contains "slipstream" .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-slipstream" .Release.Name | trunc 40 | trimSuffix "-" }}{{- end -}}
{{- end -}}

{{/* Of every object; `component` is gateway, arm or migrate. */}}
{{- define "slipstream.labels" -}}
{{ include "slipstream.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: slipstream
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{/* Never changed after a release: selectors cannot be. */}}
{{- define "slipstream.selector" -}}
app.kubernetes.io/name: slipstream
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "slipstream.image" -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag }}{{- end -}}
{{- end -}}

{{- define "slipstream.gatewayImage" -}}
{{- include "slipstream.image" (dict "repository" .Values.image.repository "digest" .Values.image.digest "tag" (default .Chart.AppVersion .Values.image.tag)) -}}
{{- end -}}

{{- define "slipstream.configMap" -}}
{{- default (include "slipstream.name" .) .Values.existingConfigMap -}}
{{- end -}}

{{/* How many replicas of each arm the gateway knows by name; those that are not there are not ready, and get nothing. */}}
{{- define "slipstream.armReplicas" -}}
{{- if and .Values.arms.autoscaling.enabled (not .Values.arms.autoscaling.locked) -}}{{ .Values.arms.autoscaling.maxReplicas }}{{- else -}}{{ .Values.arms.replicas }}{{- end -}}
{{- end -}}

{{- define "slipstream.armName" -}}
{{- printf "%s-%s" (include "slipstream.name" .root) .arm -}}
{{- end -}}

{{/* slipstream.yaml: `config`, and what must agree with the objects around it. */}}
{{- define "slipstream.config" -}}
{{- $root := . -}}
{{- $config := deepCopy .Values.config -}}
{{- range $key := list "listen" "database" "redis" -}}
{{- if hasKey $config $key -}}{{- fail (printf "config.%s is written by the chart: leave it out" $key) -}}{{- end -}}
{{- end -}}
{{- if hasKey (default dict $config.timeouts) "drain" -}}{{- fail "config.timeouts.drain is gateway.drainSeconds: leave it out" -}}{{- end -}}
{{- if not $config.models -}}{{- fail "config.models is empty: a gateway without models serves nobody" -}}{{- end -}}
{{- range $model := $config.models -}}
{{- range $name, $variant := $model.variants -}}
{{- if and (hasKey $root.Values.arms.variants $name) (not (hasKey $variant "replicas")) -}}
{{- $arm := include "slipstream.armName" (dict "root" $root "arm" $name) -}}
{{- $urls := list -}}
{{- range $index := until (int (include "slipstream.armReplicas" $root)) -}}
{{- $urls = append $urls (printf "http://%s-%d.%s:%d" $arm $index $arm (int $root.Values.arms.port)) -}}
{{- end -}}
{{- $_ := set $variant "replicas" $urls -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $_ := set $config "listen" "0.0.0.0:8080" -}}
{{- if hasKey $config "admin" -}}{{- $_ := set $config.admin "listen" "0.0.0.0:9090" -}}{{- end -}}
{{- $_ := set $config "timeouts" (merge (dict "drain" (printf "%ds" (int .Values.gateway.drainSeconds))) (default dict $config.timeouts)) -}}
{{- $database := dict "path" "/data/slipstream.db" -}}
{{- if .Values.database.secret -}}{{- $_ := set $database "url" "${SLIPSTREAM_DATABASE_URL}" -}}{{- end -}}
{{- $_ := set $config "database" $database -}}
{{- if .Values.redis.secret -}}{{- $_ := set $config "redis" (dict "url" "${SLIPSTREAM_REDIS_URL}") -}}{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Environment from Secrets: references, never values. */}}
{{- define "slipstream.secretEnv" -}}
{{- range $name, $from := . }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $from.secret }}, key: {{ $from.key | quote }} } }
{{- end }}
{{- end -}}

{{- define "slipstream.databaseEnv" -}}
- name: SLIPSTREAM_DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ .Values.database.secret }}, key: {{ .Values.database.key | quote }} } }
{{- end -}}

{{- define "slipstream.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "slipstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ .readOnly }}
capabilities: { drop: [ALL] }
{{- end -}}
