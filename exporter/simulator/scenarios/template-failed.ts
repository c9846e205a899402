import { atOnce, scenario } from './scenario.ts';

export const templateFailed = scenario(
  'A cluster did not take the profiles of its template.',
  atOnce((world) => {
    const [member] = world.templates.flatMap(({ members }) => members);
    if (member !== undefined) member.state = 'Failed';
  }),
);
