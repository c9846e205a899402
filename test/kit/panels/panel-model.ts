/** What of the JSON of a panel decides about what a person reads. */
export interface PanelModel {
  readonly type: string;
  readonly title: string;
  readonly maxDataPoints?: number;
  readonly targets: readonly TargetModel[];
  readonly fieldConfig?: {
    readonly defaults: FieldModel;
    readonly overrides: readonly Override[];
  };
  readonly options: {
    readonly mergeValues?: boolean;
    readonly textMode?: string;
    readonly content?: string;
    readonly sortBy?: readonly { readonly displayName: string; readonly desc: boolean }[];
  };
  readonly transformations?: readonly { readonly id: string; readonly options: TransformationModel }[];
}

export interface TargetModel {
  readonly refId: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly legendFormat: string;
}

export interface FieldModel {
  readonly unit?: string;
  readonly decimals?: number;
  readonly noValue?: string;
  readonly displayName?: string;
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly mappings?: readonly MappingModel[];
  readonly thresholds?: {
    readonly steps: readonly { readonly value: number | null; readonly color: string }[];
  };
  readonly 'custom.cellOptions'?: { readonly type: string };
  readonly 'custom.hidden'?: boolean;
}

export interface MappingResult {
  readonly text?: string;
  readonly color?: string;
}

export type MappingModel =
  | { readonly type: 'value'; readonly options: Readonly<Record<string, MappingResult>> }
  | {
      readonly type: 'special';
      readonly options: { readonly match: string; readonly result: MappingResult };
    };

export interface Override {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

export interface TransformationModel {
  readonly byField?: string;
  readonly include?: { readonly names: readonly string[] };
  readonly indexByName?: Readonly<Record<string, number>>;
  readonly renameByName?: Readonly<Record<string, string>>;
}

/** A series as Prometheus answers: for an instant query with one point. Time in seconds. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/** The answers by the `refId` of their query. */
export type Results = Readonly<Record<string, readonly Series[]>>;

/** Something that a person sees. */
export interface Seen {
  readonly text: string;
  /** As the JSON names it; `transparent` is no colour. */
  readonly color: string;
}
