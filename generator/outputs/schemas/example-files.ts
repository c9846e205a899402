import type { z } from 'zod';
import type { routingSchema } from '../../contacts/routing.ts';
import type { channelsSchema, contactsSchema } from '../../contacts/yaml-table.ts';
import type { settingsSchema } from '../../site-settings.ts';

interface Examples {
  readonly contacts: z.input<typeof contactsSchema>;
  readonly channels: z.input<typeof channelsSchema>;
  readonly routing: z.input<typeof routingSchema>;
  readonly settings: z.input<typeof settingsSchema>;
}

/** A small site of invented people: files that fit each other, and show what most teams need. */
export const EXAMPLES: Examples = {
  contacts: {
    contacts: [
      {
        name: 'Ada Example',
        email: 'ada@example.com',
        phone: '+1 555 010 0142',
        holidays: ['2027-07-01..2027-07-14'],
        timeZone: 'Europe/Berlin',
      },
      { name: 'Bea Example', email: 'bea@example.com' },
      {
        name: 'Cleo Example',
        email: 'cleo@example.com',
        timeZone: 'Europe/Berlin',
        roles: [
          { role: 'Storage', severities: ['critical'], hours: '24/7' },
          { role: 'Storage', severities: ['warning'], hours: 'Mon-Fri 09:00-17:00' },
          { role: 'Platform', rank: 'backup' },
        ],
      },
      { name: 'Storage team', email: 'storage-team@example.com', roles: ['Storage'], rank: 'backup' },
    ],
    rotations: [
      {
        role: 'Platform',
        people: ['Ada Example', 'Bea Example'],
        every: 'week',
        start: '2026-01-05',
        handover: 'Mon 09:00',
        timeZone: 'Europe/Berlin',
      },
    ],
    overrides: [
      {
        role: 'Platform',
        from: '2026-12-24 12:00',
        to: '2026-12-27',
        insteadOf: 'Ada Example',
        who: 'Cleo Example',
      },
    ],
  },
  channels: {
    people: {
      'Cleo Example': {
        channels: [
          {
            type: 'pagerduty',
            routingKeyFile: '/etc/alertmanager/pagerduty-key',
            severities: ['critical'],
          },
        ],
      },
    },
  },
  routing: {
    fallback: 'Platform',
    routes: [
      {
        name: 'Storage and backups',
        components: ['storage', 'backup'],
        tell: 'Storage',
        escalate: [{ after: '30m', to: 'backup' }],
      },
      { name: 'Everything else', tell: 'Platform', escalate: [{ after: '30m', to: 'backup' }] },
    ],
  },
  settings: {
    alertmanager: { smtp: { smarthost: 'mail.example.com:587', from: 'alerts@example.com' } },
  },
};
