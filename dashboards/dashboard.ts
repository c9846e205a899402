/** Something to look at, described in the words of the reader; `generator/outputs/dashboard.ts` turns it into JSON. */
export interface Dashboard {
  /** Stable, so that links survive: lower case with dashes, at most 40 characters. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Time range it opens with, as Grafana writes it: `now-6h`. */
  readonly from: string;
  /** Besides data source, job and instance, which every dashboard has. */
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** A drop-down filled with the values of a label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly metric: string;
  readonly from: string;
}

/** Panels side by side, wrapped where 24 columns are full. */
export interface Row {
  readonly title: string;
  /** Collapsed rows hold details and query nothing until they are opened. */
  readonly collapsed?: boolean;
  readonly panels: readonly Panel[];
}

interface Base {
  readonly title: string;
  /** What it shows and what to do about it, in full sentences. */
  readonly description: string;
  /** Of 24 columns. */
  readonly width: number;
  /** In rows of about 30 pixels. */
  readonly height: number;
}

/** A question to Prometheus. */
export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** Colour from a value on. */
export interface Threshold {
  readonly from: number | null;
  readonly level: Level;
}

/** Levels instead of colours, so that all dashboards use colours that red-green blind people can tell apart. */
export type Level = 'good' | 'watch' | 'bad' | 'neutral';

/** A value by another name. */
export interface Mapping {
  readonly value: string;
  readonly text: string;
  readonly level: Level;
}

export type Panel =
  | (Base & {
      readonly kind: 'stat';
      readonly unit: string;
      readonly query: Query;
      readonly thresholds?: readonly Threshold[];
      readonly mappings?: readonly Mapping[];
      /** Shown when there is no data. */
      readonly empty?: string;
    })
  | (Base & {
      readonly kind: 'timeseries';
      readonly unit: string;
      readonly queries: readonly Query[];
      readonly stacked?: boolean;
      readonly min?: number;
      readonly max?: number;
    })
  | (Base & {
      readonly kind: 'timeline';
      readonly query: Query;
      readonly mappings: readonly Mapping[];
      readonly empty?: string;
    })
  | (Base & {
      readonly kind: 'table';
      readonly unit: string;
      readonly query: Query;
      /** Label to heading, in this order; `Value` is the value. Others are hidden. */
      readonly columns: Readonly<Record<string, string>>;
      readonly mappings?: readonly Mapping[];
      readonly thresholds?: readonly Threshold[];
      readonly sortBy: string;
      readonly empty?: string;
    })
  | (Base & { readonly kind: 'alerts'; readonly filter: string })
  | (Base & { readonly kind: 'text'; readonly markdown: string });

/** Types a dashboard. */
export function defineDashboard(dashboard: Dashboard): Dashboard {
  return dashboard;
}
