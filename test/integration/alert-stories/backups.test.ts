import { testStories } from '../../kit/play-story.ts';
import { backupStories } from '../stories/backup.ts';
import { securityStories } from '../stories/security.ts';

testStories({ ...backupStories, ...securityStories });
