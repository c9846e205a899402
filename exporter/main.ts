#!/usr/bin/env node
import { loadProgram } from './load-program.ts';

await loadProgram('palette-exporter', () => import('./command-line.ts'));
