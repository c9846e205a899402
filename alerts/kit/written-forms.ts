/** How others write what settings name, as far as a look at the text tells it. */

/** Name of an image, with its tag or digest (distribution/reference). */
export const IMAGE =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

const FIELD = String.raw`(?:\*|[\dA-Za-z]{1,3}(?:-[\dA-Za-z]{1,3})?)(?:\/\d{1,2})?`;
const FIELDS = `${FIELD}(?:,${FIELD})*`;

/** When a CronJob runs: five fields. */
export const CRON = new RegExp(`^${FIELDS}(?: +${FIELDS}){4}$`);

/** Name of most objects of Kubernetes: a DNS subdomain. */
export const OBJECT_NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Name of a label of Kubernetes, with the domain of its owner where it has one. */
export const LABEL_NAME =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;

export const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** An amount of Kubernetes: `50m`, `512Mi`, `1e9`. */
export const QUANTITY = /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;
