import { testStories } from '../../kit/play-story.ts';
import { clusterStories } from '../stories/cluster.ts';
import { profileStories } from '../stories/profile.ts';

testStories({ ...clusterStories, ...profileStories });
