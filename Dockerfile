# Pin it to a digest where you build: --build-arg NODE_IMAGE=node:22-bookworm-slim@sha256:… (SECURITY.md says how).
ARG NODE_IMAGE=node:22-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
COPY --from=build /build/package.json /opt/palette-monitoring/
COPY --from=build /build/node_modules /opt/palette-monitoring/node_modules
COPY --from=build /build/dist /opt/palette-monitoring/dist
COPY --from=build /build/alerts/contacts.md /build/alerts/routing.yaml /opt/palette-monitoring/alerts/
COPY --from=build /build/docs/runbooks /opt/palette-monitoring/docs/runbooks
COPY --from=build /build/generator/templates /opt/palette-monitoring/generator/templates
USER 65532:65532
EXPOSE 9877
# Any answer is a sign of life. For another port or TLS set it, or run with --no-healthcheck.
ENV HEALTH_URL=http://127.0.0.1:9877/-/healthy
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "--eval", "fetch(process.env.HEALTH_URL).then(() => process.exit(0), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/palette-monitoring/dist/exporter/main.js"]
CMD ["serve", "--config", "/etc/palette-exporter/exporter.yaml"]
