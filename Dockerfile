FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci && npm prune --omit=dev --omit=optional

FROM node:22-bookworm-slim
COPY --from=build /build/package.json /opt/palette-monitoring/
COPY --from=build /build/node_modules /opt/palette-monitoring/node_modules
COPY --from=build /build/dist /opt/palette-monitoring/dist
COPY --from=build /build/alerts/contacts.md /build/alerts/routing.yaml /opt/palette-monitoring/alerts/
COPY --from=build /build/docs/runbooks /opt/palette-monitoring/docs/runbooks
COPY --from=build /build/generator/templates /opt/palette-monitoring/generator/templates
USER 65532:65532
EXPOSE 9877
ENTRYPOINT ["node", "/opt/palette-monitoring/dist/exporter/main.js"]
CMD ["serve", "--config", "/etc/palette-exporter/exporter.yaml"]
