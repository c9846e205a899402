import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { findChromium } from '../kit/find-chromium.ts';
import { ROOT } from '../kit/imports.ts';
import { type RunningDemo, runDemo } from '../kit/run-demo.ts';
import { startChromium } from '../kit/start-chromium.ts';

const HOST = 'PaletteEdgeHostUnhealthy';
const SUMMARY = 'An edge host that a cluster uses is unhealthy.';
const EXECUTABLE = findChromium();
/** Where the pictures for README and docs go; absent: none are taken. */
const { PICTURES } = process.env;
/** What is waited for is there in half the time; the pictures show the demo as it is started without a pace. */
const PACE = PICTURES === undefined ? 60 : 30;
const DESK = { width: 1140, height: 640 };
const PHONE = { width: 420, height: 900 };
/** A machine that is busy with other things is no fault. */
const PATIENCE = 240_000;

const NO_CHROMIUM =
  'no chromium, chromium-browser or google-chrome is on the PATH; install one, or name it with CHROMIUM_BIN';

describe('the tour of the control room', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (EXECUTABLE === undefined) return;
    demo = await runDemo('--pace', `${PACE}`);
    browser = await startChromium(EXECUTABLE);
    page = await browser.newPage({ viewport: DESK, colorScheme: 'light' });
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(demo.url);
  });
  beforeEach(({ skip }) => skip(EXECUTABLE === undefined, NO_CHROMIUM));
  afterAll(async () => {
    await browser?.close();
    await demo?.interrupt();
  });

  test('leads by keyboard from a dead node over mail and silence to the end, and the backup sleeps on', async () => {
    await step('1 of 6: A plant with Palette');
    expect(await page.locator('#pace').innerText()).toContain(`${PACE} times as fast as shipped`);
    await press('Next');

    await step('2 of 6: Let a node die');
    await press('Let a node die', '#tour');
    await page.locator('#picture li.bad', { hasText: 'assembly-3' }).waitFor();
    await press('Next');

    await step('3 of 6: The alert');
    await card('pending').waitFor();
    await card('firing').waitFor();
    await press('Next');

    await step('4 of 6: The mail');
    await page.getByText('It went to Juno Vasquez').waitFor();
    const mail = page.frameLocator('#mail iframe');
    await mail.getByText('Edge host assembly-3 of cluster assembly-line is unhealthy.').first().waitFor();
    expect(await mails()).toEqual([expect.stringMatching(/^To Juno Vasquez <juno@example\.com>/)]);
    expect(await card('firing').innerText()).toMatch(/→ Teo Lindgren .* is told in \d+ s unless/);
    await picture('control-room');
    await press('Next');

    await step('5 of 6: The silence');
    // Who works by keyboard stays where they are.
    expect(await page.evaluate('document.activeElement.id || document.activeElement.textContent')).toBe(
      'tour-title',
    );
    await press('I take care of it (silence)', '#tour');
    await card('silenced').waitFor();
    expect(await card('silenced').innerText()).toContain(
      'Teo Lindgren (Site crew, teo@example.com) is not told: silenced.',
    );
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('control-room-silenced');
    await eventually('the time of the backup to come', () => backupIsSilenced(page), PATIENCE);
    await press('Next');

    await step('6 of 6: The node comes back');
    await press('Bring the node back');
    await card('ended').waitFor();
    await page.getByText('Resolved. Who silenced it knows').waitFor();
    await eventually('the silence to end with its alert', async () => (await silences(page)) === 0);
    expect(await mails()).toEqual([expect.stringMatching(/^To Juno Vasquez <juno@example\.com>/)]);
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('fits a phone in the %s', async (colorScheme) => {
    const phone = await browser.newPage({ viewport: PHONE, colorScheme });
    await phone.goto(demo.url);
    await phone.locator('#scenario-list button').first().waitFor();

    const [content, screen] = (await phone.evaluate(
      '[document.documentElement.scrollWidth, innerWidth]',
    )) as number[];
    await phone.close();

    expect(content).toBe(screen);
  });

  /** Waits for a step of the tour. */
  async function step(title: string): Promise<void> {
    await page.getByRole('heading', { name: title }).waitFor();
  }

  /** Presses a button as people without a mouse do, once it may be pressed. */
  async function press(name: string, within = 'main'): Promise<void> {
    const button = page.locator(within).getByRole('button', { name, exact: true });
    await eventually(`the button ${name}`, () => button.isEnabled());
    await button.press('Enter');
  }

  function card(state: string) {
    return page.locator(`.card.${state}[data-alert="${HOST}"]`);
  }

  /** Those about the host: other alerts may fire where a busy machine falls behind, whose seconds are minutes here. */
  function mails(): Promise<string[]> {
    return page.locator('.mails button', { hasText: SUMMARY }).allInnerTexts();
  }

  async function picture(name: string): Promise<void> {
    if (PICTURES !== undefined) await takePicture(page, name);
  }
});

/** Takes a picture for the documents: small enough to be loaded with the page that shows it. */
async function takePicture(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, PICTURES ?? '');
  mkdirSync(folder, { recursive: true });
  const taken = await page.screenshot({ path: join(folder, `${name}.png`) });
  expect(taken.length, name).toBeLessThan(150_000);
}

/** Whether the rule for the backup fires, and Alertmanager holds it silenced. */
async function backupIsSilenced(page: Page): Promise<boolean> {
  const alerts = (await askAlertmanager(page, 'alerts')) as {
    labels: Record<string, string>;
    status: { silencedBy: string[] };
  }[];
  return alerts.some(
    ({ labels, status }) =>
      labels.alertname === HOST && labels.escalation !== undefined && status.silencedBy.length > 0,
  );
}

/** How many silences hold in Alertmanager. */
async function silences(page: Page): Promise<number> {
  const all = (await askAlertmanager(page, 'silences')) as { status: { state: string } }[];
  return all.filter(({ status }) => status.state === 'active').length;
}

async function askAlertmanager(page: Page, path: string): Promise<unknown> {
  const link = await page.getByRole('link', { name: 'Alertmanager' }).getAttribute('href');
  return (await fetch(new URL(`/api/v2/${path}`, link ?? ''))).json();
}
