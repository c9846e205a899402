import { existsSync } from 'node:fs';
import type { RequestHandler } from 'express';
import { packageFile, packageText } from '../package.ts';

const FOLDER = ['docs', 'runbooks'] as const;

const STYLE = `:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 50rem; overflow-wrap: anywhere; padding: 0 1rem }
pre { white-space: pre-wrap }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }`;

/**
 * `/runbooks/<Alert>`: the runbook of an alert, for a site from which nothing else can be opened. `<Alert>.md`, as the
 * links of the pages and `runbook_url` have it, is the same page. Passes on what is no alert.
 */
export const runbookPage: RequestHandler<{ alert: string }> = async (request, response, next) => {
  const [, name] = /^([A-Za-z][A-Za-z0-9]*)(?:\.md)?$/.exec(request.params.alert) ?? [];
  if (name === undefined || !existsSync(packageFile(...FOLDER, `${name}.md`))) return next();

  // Hardly any process is ever asked for one.
  const { marked } = await import('marked');
  const content = await marked.parse(packageText(...FOLDER, `${name}.md`));
  response.type('html').send(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${STYLE}</style>
</head>
<body>
${content}</body>
</html>
`,
  );
};
