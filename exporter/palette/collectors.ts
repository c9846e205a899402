import type { Collector } from '../collection/collector.ts';
import { api } from './api.ts';
import { clusters } from './clusters.ts';
import { edgeHosts } from './edge-hosts.ts';
import { nodes } from './nodes.ts';
import type { Palette } from './palette.ts';
import { projects } from './projects.ts';

/** The collectors of a Palette. */
export const paletteCollectors: readonly Collector<Palette>[] = [api, clusters, nodes, edgeHosts, projects];
