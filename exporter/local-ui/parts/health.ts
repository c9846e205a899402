/** Whether a status of Local UI means health; undefined before anything was reported. */
export function isHealthy(status: string): boolean | undefined {
  return status === '' ? undefined : status.toLowerCase() === 'healthy';
}
