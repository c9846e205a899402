import { expect, test } from 'vitest';
import { siteAlerts } from '../../../generator/site-alerts.ts';
import { readSettings } from '../../../generator/site-settings.ts';
import { folderTexts } from '../../kit/folder-texts.ts';
import { startObservatory } from '../../kit/observatory.ts';
import { playStory } from '../../kit/play-story.ts';
import { stories } from '../stories/index.ts';

test('a story gives the same samples in every run', async () => {
  const story = stories['a node dies'] ?? expect.fail('there is no such story');
  const recorded: string[] = [];
  for (const _ of ['first', 'second']) {
    const site = await startObservatory({ step: story.step, ...story.setup });
    await playStory(story, site);
    recorded.push(JSON.stringify(site.recording.series()));
    await site.close();
  }

  expect(recorded[0]?.length).toBeGreaterThan(100_000);
  expect(recorded[1]).toBe(recorded[0]);
});

test('every alert that is made from metrics of the exporter has a story', () => {
  const told = new Set(Object.values(stories).flatMap(({ fires }) => fires));
  const own = siteAlerts(readSettings())
    .filter(({ alert }) => ['palette', 'localUi', 'exporter'].includes(alert.source))
    .map(({ name }) => name);

  expect(own.filter((name) => !told.has(name))).toEqual([]);
});

test('every file of stories is played by a test', () => {
  const files = Object.keys(folderTexts(`${import.meta.dirname}/../stories`)).filter(
    (name) => !['index.ts', 'story.ts'].includes(name),
  );
  const tests = Object.values(folderTexts(import.meta.dirname)).join('\n');

  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((name) => !tests.includes(`/stories/${name}'`))).toEqual([]);
});
