import { type Browser, chromium } from 'playwright-core';

/** Starts a Chromium that draws the same on every machine. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Chromium puts a socket there, whose path may have 107 characters.
    env: { ...process.env, TMPDIR: '/tmp' },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      // Grey edges of letters: pictures are smaller, and the same on every screen.
      '--disable-lcd-text',
    ],
  });
}
