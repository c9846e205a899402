const TWO = `contacts:
  - { name: Nia, email: nia@example.com }
  - { name: Liv, email: liv@example.com }`;

/** Rosters with a role `Duty`, each of another kind. */
export const ROSTERS: Readonly<Record<string, string>> = {
  'weekly turns': `${TWO}
rotations:
  - { role: Duty, people: [Nia, Liv], start: 2026-10-05, handover: Mon 09:00, timeZone: Europe/Oslo }`,

  'weekly turns with backups who take turns too': `${TWO}
  - { name: Ada, email: ada@example.com }
weeksAhead: 52
rotations:
  - { role: Duty, people: [Nia, Liv, Ada], start: 2026-10-05, handover: Fri 17:30, timeZone: America/New_York }
  - { role: Duty, rank: backup, people: [Liv, Ada, Nia], start: 2026-10-05, handover: Fri 17:30, timeZone: America/New_York }`,

  'nights by day': `${TWO}
  - { name: Ada, roles: Duty, hours: 06:00-22:00, timeZone: Europe/Berlin, email: ada@example.com }
weeksAhead: 40
rotations:
  - { role: Duty, people: [Nia, Liv], every: day, start: 2026-10-05, hours: 22:00-06:00, timeZone: Europe/Berlin }`,

  'vacations and a swap': `contacts:
  - { name: Nia, email: nia@example.com, holidays: ["2026-12-21..2027-01-03", "2027-07-01..2027-07-21"] }
  - { name: Liv, email: liv@example.com, holidays: [12-24, 12-25], validTo: 2027-08-31 }
  - { name: Ada, email: ada@example.com }
weeksAhead: 52
rotations:
  - { role: Duty, people: [Nia, Liv, Ada], start: 2026-11-02, handover: Wed 12:00, timeZone: Australia/Lord_Howe }
overrides:
  - { role: Duty, from: 2027-02-01, to: 2027-02-28, swap: [Nia, Ada] }`,

  'overrides of turns': `${TWO}
  - { name: Ada, roles: Duty, rank: backup, email: ada@example.com }
rotations:
  - { role: Duty, people: [Nia, Liv], every: 3 days, start: 2026-11-01, handover: "08:00", timeZone: Asia/Kolkata }
overrides:
  - { role: Duty, from: 2026-12-24 12:00, to: 2026-12-27, who: Ada }
  - { role: Duty, from: 2027-01-10 03:15, to: 2027-03-10 04:45, insteadOf: Nia, who: Ada }
  - { role: Duty, from: 2027-07-10, to: 2027-07-12, insteadOf: Liv, who: Ada }`,

  'an override of somebody who is always there': `contacts:
  - { name: Nia, roles: Duty, email: nia@example.com }
  - { name: Liv, roles: Duty, rank: backup, email: liv@example.com }
overrides:
  - { role: Duty, from: 2027-03-27 20:00, to: 2027-03-29 06:30, insteadOf: Nia, who: Liv, timeZone: Europe/London }`,

  'periods with shifts across midnight': `contacts:
  - { name: Nia, roles: Duty, email: nia@example.com, hours: 22:00-06:00, timeZone: Pacific/Auckland, validTo: 2027-02-28, holidays: [12-31] }
  - { name: Nia, roles: Duty, email: nia@example.com, hours: Mon-Fri 09:00-17:00, timeZone: Pacific/Auckland, validFrom: 2027-03-01 }
  - { name: Liv, roles: Duty, rank: backup, email: liv@example.com, hours: Fri 20:00-08:00, timeZone: Pacific/Auckland, validTo: 2027-05-14 }`,

  'office hours that take turns, and a gap at night': `${TWO}
rotations:
  - { role: Duty, people: [Nia, Liv], every: 2 weeks, start: 2026-11-04, end: 2027-06-30, handover: Mon 07:00, timeZone: America/Sao_Paulo, hours: [Mon-Thu 08:00-17:00, "Fri 08:00-13:30"] }`,

  'hours for each severity': `contacts:
  - name: Nia
    email: nia@example.com
    timeZone: Europe/Madrid
    roles:
      - { role: Duty, severities: [critical], hours: 06:00-23:00 }
      - { role: Duty, severities: [warning], hours: Mon-Fri 09:00-17:00 }
  - { name: Liv, roles: [{ role: Duty, rank: backup, hours: 18:00-10:00, timeZone: Europe/Madrid }], email: liv@example.com }`,

  'two rotations that follow the sun': `${TWO}
  - { name: Ada, email: ada@example.com, holidays: [2027-01-01] }
  - { name: Bea, email: bea@example.com }
weeksAhead: 30
rotations:
  - { role: Duty, people: [Nia, Liv], start: 2026-10-05, timeZone: Asia/Tokyo, hours: 09:00-21:00 }
  - { role: Duty, people: [Ada, Bea], start: 2026-10-05, timeZone: Europe/Paris, hours: 13:00-01:00 }
overrides:
  - { role: Duty, from: 2026-12-01, to: 2026-12-05 14:00, insteadOf: Ada, who: Liv }`,
};
