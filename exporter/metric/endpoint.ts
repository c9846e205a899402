/**
 * A request that the exporter is able to send. The tables `palette/endpoints.ts` and `local-ui/endpoints.ts` list all
 * of them; the clients accept nothing else, so what is not in a table cannot leave the process.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Path with parameters in braces: `/v1/spectroclusters/{uid}`. */
  readonly path: string;
  /** `operationId` in the published API description; absent where the path is not published. */
  readonly operationId?: string;
  /** A list that answers in pages. */
  readonly paged?: boolean;
  /** Permission that the API key needs, in Palette's words. */
  readonly permission?: string;
}
