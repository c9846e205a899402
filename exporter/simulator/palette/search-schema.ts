import { slice, struct } from '../go-json.ts';
import { get, type Route } from './palette-route.ts';

const CLUSTER_PROPERTIES = {
  clusterName: 'string',
  clusterState: 'string',
  environment: 'string',
  healthState: 'string',
  isDeleted: 'bool',
  tags: 'keyValue',
};
const HOST_PROPERTIES = {
  name: 'string',
  state: 'string',
  healthState: 'string',
  architecture: 'string',
  tags: 'keyValue',
};

/** What searches may filter by (API reference, section 1.6). */
export const schemaRoutes: readonly Route[] = [
  get('/v1/dashboard/spectroclusters/search/schema', 'project', () => searchSchema(CLUSTER_PROPERTIES)),
  get('/v1/dashboard/edgehosts/search/schema', 'project', () => searchSchema(HOST_PROPERTIES)),
];

/** `v1SearchFilterSchemaSpec` */
function searchSchema(properties: Readonly<Record<string, string>>) {
  return struct({
    schema: struct({
      properties: slice(Object.entries(properties), ([name, type]) =>
        struct({ name, displayName: name, type }, { isDeprecated: false }),
      ),
    }),
  });
}
