import type { Dashboard, Link } from '../../../../dashboards/kit/dashboard.ts';

/** URL of another dashboard within Grafana, with the time range and every variable that both have. */
export function linkUrl(
  { to, set }: Link,
  field: (label: string) => string,
  from: Dashboard,
  all: readonly Dashboard[],
): string {
  const other = all.find(({ uid }) => uid === to);
  if (other === undefined) throw new Error(`dashboard ${from.uid} links to ${to}, which does not exist`);
  const kept = from.variables.filter(
    ({ name }) => !(name in set) && other.variables.some((variable) => variable.name === name),
  );
  const variables = ['datasource', 'job', 'instance', ...kept.map(({ name }) => name)];
  const parameters = [
    `\${__url_time_range}`,
    ...variables.map((name) => `\${${name}:queryparam}`),
    ...Object.entries(set).map(([variable, label]) => `var-${variable}=${field(label)}`),
  ];
  return `/d/${to}?${parameters.join('&')}`;
}
