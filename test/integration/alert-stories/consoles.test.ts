import { testStories } from '../../kit/play-story.ts';
import { applianceStories } from '../stories/appliance.ts';
import { licenceStories } from '../stories/licence.ts';
import { paletteStories } from '../stories/palette.ts';

testStories({ ...applianceStories, ...licenceStories, ...paletteStories });
