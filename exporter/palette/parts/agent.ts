/** What Palette calls the agent of edge hosts, among its services. */
export const AGENT = 'stylus';
