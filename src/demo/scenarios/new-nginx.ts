import type { Draft } from '../store/objects.ts';
import { pod, type Scenario } from './scenario.ts';

const HOUR = 3_600;
const web = { name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };
const exporter = { name: 'exporter', image: 'nginx-exporter:0.9' };
const named = (app: string, hash: string, suffix: string, ...containers: (typeof web | typeof exporter)[]): Draft =>
  pod(`${app}-${hash}-${suffix}`, { containers }, { labels: { app, 'pod-template-hash': hash } });
const crashing = (restarts: number, ended: number) => ({
  exporter: { restarts, ended, exitCode: 1, ran: 12, backsOff: true as const },
});

export const newNginx: Scenario = {
  name: 'new-nginx',
  title: 'Two days of crashes beside healthy pods',
  look: 'The phase of new-nginx-05 is Running; one of its two containers has crashed 527 times and waits five minutes before each try.',
  images: {
    'nginx-exporter:0.9': {
      pull: { present: true },
      runs: [
        {
          seconds: 12,
          exitCode: 1,
          says: ['listening on :9113', 'could not scrape http://127.0.0.1/stub_status: 404', 'giving up'],
          saysEvery: 5,
        },
      ],
    },
  },
  before: [
    { pod: named('my-nginx-6', '5f55fd588f', 'pzn5m', web), age: 51 * HOUR },
    { pod: named('new-nginx-04', '5f94fffcdc', '2gkbd', web), age: 44 * HOUR },
    { pod: named('new-nginx-04', '5f94fffcdc', 'wbnnw', web), age: 44 * HOUR },
    {
      pod: named('new-nginx-05', '799c589bdc', '84tf2', web, exporter),
      age: 44 * HOUR,
      containers: crashing(527, 253),
    },
    { pod: named('new-nginx-03', '69bd55dc6d', '5c8d6', web, exporter), age: 40 * HOUR, containers: crashing(472, 96) },
  ],
  steps: [],
  seconds: 660,
};
