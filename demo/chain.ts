import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../exporter/package.ts';
import { loadMatchedSite } from '../generator/commands/kit/matched-site.ts';
import { writeBundle } from '../generator/kit/bundle-folder.ts';
import { bundleOf } from '../generator/outputs/bundle.ts';
import type { Site } from '../generator/site.ts';
import { freePort, startChild } from './kit/child-program.ts';
import type { MailSink } from './mail-sink.ts';
import { type Addresses, type Pace, routingText, type Size, settingsText } from './pace.ts';
import type { Programs } from './programs.ts';
import { CLUSTER_RULES, clusterRulesText, prometheusText } from './prometheus-config.ts';

/** What stands behind the exporter: Prometheus, Alertmanager and a mail server, configured by a generated bundle. */
export interface Chain {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Their pages for people; absent where this build has none. */
  readonly pages: { readonly prometheus?: string; readonly alertmanager?: string };
  readonly sink: MailSink;
  /** What the bundle was generated from. */
  readonly site: Site;
  /** By how much its rules are faster than those that are shipped. */
  readonly pace: Pace;
  /** The temporary folder that holds the bundle and what the programs write. */
  readonly folder: string;
  /** Ends the programs and removes the folder. */
  close(): Promise<void>;
}

/**
 * Starts the chain behind an exporter.
 *
 * @param urls where the exporter serves, such as `http://127.0.0.1:9877`, and where the Prometheus of the clusters
 * @throws Error that says which program did not start and what it said; nothing is left of the others by then
 */
export async function startChain(
  programs: Programs,
  urls: { readonly exporter: string; readonly clusters: string },
  size: Size,
  pace: Pace,
): Promise<Chain> {
  const folder = mkdtempSync(join(tmpdir(), 'palette-demo-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const started: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(started.map((part) => part.close()));
    process.removeListener('exit', removeFolder);
    removeFolder();
  };
  try {
    const sink = await startSink();
    started.push(sink);
    const ports = { prometheus: await freePort(), alertmanager: await freePort() };
    const site = writeSite(
      folder,
      { size, pace },
      {
        exporter: new URL(urls.exporter).host,
        prometheus: `127.0.0.1:${ports.prometheus}`,
        alertmanager: `127.0.0.1:${ports.alertmanager}`,
        mailServer: sink.address,
      },
    );
    const bundle = join(folder, 'bundle');
    const alertmanager = await startChild(programs.alertmanager, ports.alertmanager, [
      `--config.file=${join(bundle, 'alertmanager/alertmanager.yaml')}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      // Empty: no gossip port.
      '--cluster.listen-address=',
    ]);
    started.push(alertmanager);
    const own = writePrometheus(folder, urls.clusters, pace);
    const prometheus = await startChild(programs.prometheus, ports.prometheus, [
      `--config.file=${own}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      // The default waits a minute before it repeats an alert; a resolved one would come as late.
      '--rules.alert.resend-delay=1s',
    ]);
    started.push(prometheus);
    const pages = {
      ...((await isThere(`${prometheus.url}/alerts`)) && { prometheus: `${prometheus.url}/alerts` }),
      ...((await isThere(`${alertmanager.url}/`)) && { alertmanager: `${alertmanager.url}/` }),
    };
    return {
      prometheus: prometheus.url,
      alertmanager: alertmanager.url,
      pages,
      sink,
      site,
      pace,
      folder,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its packages are optional: what runs in production needs no mail server. */
async function startSink(): Promise<MailSink> {
  const { startMailSink } = await import('./mail-sink.ts').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the mail server of the demo cannot be loaded (${reason}); npm install smtp-server postal-mime`,
    );
  });
  return startMailSink();
}

async function isThere(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}

interface Speed {
  readonly size: Size;
  readonly pace: Pace;
}

/** Writes the files of the site and the bundle that is generated from them. */
function writeSite(folder: string, { size, pace }: Speed, addresses: Addresses): Site {
  const routing = join(folder, 'routing.yaml');
  const settings = join(folder, 'settings.yaml');
  mkdirSync(join(folder, 'bundle'));
  writeFileSync(routing, routingText(pace));
  writeFileSync(settings, settingsText(addresses, size, pace));
  const contacts = packageFile('demo', 'site', 'contacts.md');
  const site = loadMatchedSite({ contacts, routing, settings });
  writeBundle(join(folder, 'bundle'), bundleOf(site));
  return site;
}

/** Writes the configuration of Prometheus beside the bundle; its path. */
function writePrometheus(folder: string, clusters: string, pace: Pace): string {
  const path = join(folder, 'prometheus.yaml');
  const generated = readFileSync(join(folder, 'bundle/prometheus/prometheus.yaml'), 'utf8');
  writeFileSync(path, prometheusText(generated, clusters));
  writeFileSync(join(folder, CLUSTER_RULES), clusterRulesText(pace));
  return path;
}
