import type { Component } from '../../alerts/kit/components.ts';
import type { Channel } from '../channels/any-channel.ts';
import type { Routed } from '../channels/channel.ts';
import type { Contacts, Person } from './contact.ts';

/**
 * A condition on a label. Values are alternatives; `*` stands for at least one character; the empty value means "no
 * such label".
 */
export interface Condition {
  readonly label: string;
  readonly values: readonly string[];
}

/** Somebody who is told in a step, by the channels that carry this severity. */
export interface Told {
  readonly person: Person;
  readonly channels: readonly Channel[];
  /** The role through which the person is told. */
  readonly role: string;
  /** Only while none of these is on duty. */
  readonly whileOff: readonly Person[];
  /** Why a stand-in is told instead of the people of the role. */
  readonly because?: string | undefined;
}

/** Everybody who is told at one moment of an incident. */
export interface Step {
  /** Time since the first step, as Prometheus writes it; `0s` for the first. */
  readonly after: string;
  readonly tell: readonly Told[];
}

/** What happens with the alerts that fit the conditions. */
export interface PlanRule {
  /** Name of the route it comes from. */
  readonly name: string;
  readonly severity: Routed;
  readonly conditions: readonly Condition[];
  /** Components it is about, for people. */
  readonly components: readonly Component[];
  readonly steps: readonly [Step, ...Step[]];
  /**
   * How the later steps come about: by a second rule with a longer `for` (survives reloads of Alertmanager, needs a
   * rule of our own), or by a second route that waits.
   */
  readonly escalation: 'twin' | 'wait';
  /** A product of those who are told first escalates by itself, so that we do not. */
  readonly handedOver?: Handover | undefined;
}

export interface Handover {
  /** The product and whose it is, in words. */
  readonly to: string;
  /** The later steps that it replaces. */
  readonly insteadOf: readonly Step[];
}

/** Something the user should know about the table. */
export interface Notice {
  readonly kind: 'unreachable' | 'empty-role' | 'no-backup' | 'nobody' | 'unused-role' | 'unused-text';
  readonly text: string;
  /** Those of whom it says that they have no address. */
  readonly silent?: readonly Person[];
}

/** Who is told about what, when. Everything that is generated or reported about people is read from here. */
export interface Plan {
  readonly contacts: Contacts;
  /** The first rule that fits an alert decides. */
  readonly rules: readonly PlanRule[];
  readonly notices: readonly Notice[];
  /** Roles that the routing names and the table lacks; only the routing that ships with the package may have any. */
  readonly missingRoles: readonly string[];
}
