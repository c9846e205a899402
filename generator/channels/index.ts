export { email } from './email.ts';
export { msteams } from './msteams.ts';
export { opsgenie } from './opsgenie.ts';
export { pagerduty } from './pagerduty.ts';
export { slack } from './slack.ts';
export { telegram } from './telegram.ts';
export { webhook } from './webhook.ts';
