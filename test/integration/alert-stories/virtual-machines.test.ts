import { testStories } from '../../kit/play-story.ts';
import { virtualMachineStories } from '../stories/virtual-machine.ts';

testStories(virtualMachineStories);
