import { testStories } from '../../kit/play-story.ts';
import { edgeHostStories } from '../stories/edge-host.ts';
import { nodeStories } from '../stories/node.ts';

testStories({ ...edgeHostStories, ...nodeStories });
