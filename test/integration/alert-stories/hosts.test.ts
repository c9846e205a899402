import { testStories } from '../../kit/play-story.ts';
import { edgeHostStories } from '../stories/edge-host.ts';
import { networkStories } from '../stories/network.ts';
import { nodeStories } from '../stories/node.ts';

testStories({ ...edgeHostStories, ...networkStories, ...nodeStories });
