import Handlebars from 'handlebars';
import { packageText } from '../../exporter/package.ts';

const engine = Handlebars.create();
/** Compiled once: there is a page for each alert. */
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** Renders one of our Markdown templates. A value that the template names and the data lacks is an error. */
export function renderMarkdown(template: string, data: object): string {
  return `${templateOf(template)(data)
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function templateOf(name: string): HandlebarsTemplateDelegate {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const source = packageText('generator', 'templates', `${name}.md.hbs`);
  const template = engine.compile(source, { strict: true, knownHelpersOnly: true, noEscape: true });
  compiled.set(name, template);
  return template;
}

/** A text of the user in Markdown: it shows as it was written, also in a table cell. */
export function verbatim(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replace(/&/g, '&amp;');
}
