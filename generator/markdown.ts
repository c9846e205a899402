import Handlebars from 'handlebars';
import { packageText } from './package-files.ts';

const engine = Handlebars.create();

/** Renders one of our Markdown templates. A value that the template names and the data lacks is an error. */
export function renderMarkdown(template: string, data: object): string {
  const source = packageText('generator', 'templates', `${template}.md.hbs`);
  const render = engine.compile(source, { strict: true, knownHelpersOnly: true, noEscape: true });
  return `${render(data)
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

/** A text of the user in Markdown: it shows as it was written, also in a table cell. */
export function verbatim(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replace(/&/g, '&amp;');
}
