import { testStories } from '../../kit/play-story.ts';
import { exporterStories } from '../stories/exporter.ts';

testStories(exporterStories);
