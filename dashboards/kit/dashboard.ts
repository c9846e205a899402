import type { AlertSettings } from '../../alerts/kit/alert-settings.ts';
import type { ScrapedSource } from './dashboard-settings.ts';

/** What a dashboard may depend on besides the metrics. */
export interface DashboardInput {
  /** Thresholds of panels are those of the alerts. */
  readonly settings: AlertSettings;
  /** What the site scrapes besides palette-exporter. */
  readonly sources: readonly ScrapedSource[];
  /** Whom to call, as Markdown made from the contact table. */
  readonly whomToCall: string;
  /** Whom to call first, by name of the alert. */
  readonly firstCalls: Readonly<Record<string, string>>;
  /** What is wrong with the contact table, as Markdown. */
  readonly contactGaps: string;
}

/** Something to look at, described in the words of the reader; the generator turns it into JSON. */
export interface Dashboard {
  /** Stable, so that links survive: lower case with dashes, at most 40 characters. */
  readonly uid: string;
  readonly title: string;
  /** The question that the first row answers. */
  readonly description: string;
  readonly tags: readonly string[];
  /** Time range it opens with, as Grafana writes it: `now-6h`. */
  readonly from: string;
  /** Metrics whose targets fill the variables `job` and `instance`. */
  readonly targets: readonly string[];
  /** Collector whose age tells how fresh the dashboard is; `api` unless it says otherwise. */
  readonly freshBy?: string;
  /** Besides data source, job and instance, which every dashboard has. */
  readonly variables: readonly Variable[];
  readonly annotations?: readonly Annotation[];
  readonly rows: readonly Row[];
}

/** A drop-down filled with the values of a label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly metric: string;
  readonly from: string;
  /** Variables before this one that narrow it: those of their label. */
  readonly within?: readonly string[];
  /** What the dashboard is about: one value, never all. */
  readonly single?: boolean;
}

/** Marks on the time axis of all panels. */
export interface Annotation {
  readonly name: string;
  readonly expr: string;
  /** The moment is the value, in milliseconds; otherwise it is when there is a value, from the first to the last. */
  readonly atValue: boolean;
  readonly text: string;
  readonly level: Level;
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
  /** Of 24 columns; each kind has a usual size. */
  readonly width?: number;
  /** In rows of about 30 pixels. */
  readonly height?: number;
  /** What it means that there is none, said only while that is known; of other exporters also that they are missing. */
  readonly empty?: string;
}

/** A question to Prometheus. */
export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** How a number is shown. */
export interface Look {
  readonly unit?: string;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: readonly Mapping[];
  readonly min?: number;
  readonly max?: number;
  /** Where the usual number of them hides what counts. */
  readonly decimals?: number;
}

/** Colour from a value on. */
export interface Threshold {
  readonly from: number | null;
  readonly level: Level;
}

/** Levels instead of colours, so that all dashboards use colours that red-green blind people can tell apart. */
export type Level = 'good' | 'watch' | 'bad' | 'neutral' | 'unknown';

/** What the states of a thing are called and how good they are; those not listed show as `other`. */
export type States = Readonly<Record<string, Level>>;

/** A value by another name. */
export interface Mapping {
  readonly value: string;
  readonly text: string;
  readonly level: Level;
}

/** Another dashboard, opened for the thing in this line; keeps the time range and the variables both have. */
export interface Link {
  readonly title: string;
  readonly to: string;
  /** Variable of the other dashboard to label of the line. */
  readonly set: Readonly<Record<string, string>>;
}

/** A page outside of Grafana; `{label}` stands for a label of the line. */
export interface ConsoleLink {
  readonly title: string;
  readonly url: string;
}

/**
 * A column of a table: a label of its lines, or the value or a label of a further question about the same things.
 * Without label and question it shows the value of the lines.
 */
export interface Column extends Look {
  readonly title: string;
  readonly label?: string;
  readonly expr?: string;
  readonly links?: readonly (Link | ConsoleLink)[];
  readonly width?: number;
}

export type Panel =
  /** `counts`: none is zero. `says`: the label that is shown instead of the number. `opens`: the dashboard that says more. */
  | (Base &
      Look & {
        readonly kind: 'stat';
        readonly query: Query;
        readonly counts?: boolean;
        readonly says?: string;
        readonly opens?: string;
      })
  | (Base & Look & { readonly kind: 'bars'; readonly query: Query })
  /**
   * `states`: what its lines stand for, each in the colour that it has on every board. `points`: over the time shown, fewer
   * than the panel is wide where each costs a look at thousands of series.
   */
  | (Base &
      Look & {
        readonly kind: 'graph';
        readonly queries: readonly Query[];
        readonly stacked?: boolean;
        readonly states?: States;
        readonly points?: number;
      })
  /** States that last: bands of one colour. */
  | (Base & Look & { readonly kind: 'timeline'; readonly query: Query; readonly points?: number })
  | (Base & {
      readonly kind: 'table';
      /** One line for each series. */
      readonly lines: string;
      /** Label that tells the lines apart, for the questions of other columns. */
      readonly by?: string;
      readonly columns: readonly Column[];
      /** Heading of the column; `worst` puts the highest first. */
      readonly sortBy: string;
      readonly worst?: boolean;
    })
  | (Base & { readonly kind: 'text'; readonly markdown: string });

/** Types a dashboard, made for a site. */
export function defineDashboard(
  describe: (site: DashboardInput) => Dashboard,
): (site: DashboardInput) => Dashboard {
  return describe;
}
