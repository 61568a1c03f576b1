/**
 * The registry of the demo. What a container does is a matter of its image and command, so that is where the demo keeps its
 * scripts: a pod made with kubectl behaves like one of a scenario. All times in seconds.
 */
import type { DemoContainer } from '../store/objects.ts';

export interface ImageScript {
  readonly pull?: PullScript;
  /** What the container does at its first start, its second, …; the last one repeats. */
  readonly runs?: readonly RunScript[];
}

export interface PullScript {
  /** How long one pull takes, or one failing attempt. */
  readonly seconds?: number;
  readonly bytes?: number;
  readonly present?: true;
  /** The runtime's words when the pull fails. */
  readonly failure?: string;
  /** `ErrImagePull` when absent. */
  readonly reason?: string;
  /** From this attempt on (counted from 0) the pull succeeds. */
  readonly succeedsAt?: number;
  /** Per failure: when the kubelet looks again and says that it backs off; the last one repeats. */
  readonly noticed?: readonly number[];
  /** Per failure: when the next attempt begins, if that is later than the back-off. */
  readonly retried?: readonly number[];
}

export interface RunScript {
  /** It ends by itself after this time; absent: it runs until it is told to stop. */
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  /** Of the end, when it is not Completed or Error by the exit code. */
  readonly reason?: string;
  readonly message?: string;
  /** When each of its probes would pass: `[from, to]` in seconds since the start, `to` absent for ever. Absent: from the start. */
  readonly passes?: Partial<Record<ProbeKind, readonly (readonly [from: number, to?: number])[]>>;
  /** After SIGTERM it ends so fast; `ignores` waits for SIGKILL. */
  readonly stops?: number | 'ignores';
  /** Exit code after SIGTERM. 0 when absent. */
  readonly stopCode?: number;
  readonly preStopSeconds?: number;
  readonly postStartSeconds?: number;
  /** The hook fails with these words, and the container is killed. */
  readonly postStartFailure?: string;
  /** The runtime cannot start it: the end is a StartError with this message. */
  readonly startFailure?: string;
  /** Lines of output, one every `saysEvery` seconds (1 when absent); `{n}` counts. */
  readonly says?: readonly string[];
  readonly saysEvery?: number;
  /** Its memory grows from so many mebibytes to so many in so many seconds; absent: about what it asks for. */
  readonly memoryMi?: readonly [from: number, to: number, seconds: number];
  /** Goes on with the last line for ever. */
  readonly repeats?: true;
}

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export type ImageScripts = Readonly<Record<string, ImageScript>>;

const NGINX_LOG = [
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
  'start worker process {n}',
  '10.244.1.1 - - "GET / HTTP/1.1" 200 615 "-" "kube-probe/1.37" "-"',
];

const KNOWN: ImageScripts = {
  nginx: {
    pull: { seconds: 3, bytes: 72_099_410 },
    runs: [{ stops: 1, says: NGINX_LOG, saysEvery: 10, repeats: true }],
  },
  redis: { pull: { seconds: 2, bytes: 45_871_120 }, runs: [{ stops: 1, says: ['* Ready to accept connections tcp'] }] },
  postgres: {
    pull: { seconds: 5, bytes: 154_013_021 },
    runs: [{ stops: 2, says: ['database system is ready to accept connections'], passes: { readiness: [[3]] } }],
  },
  busybox: { pull: { seconds: 1.4, bytes: 2_167_089 }, runs: [{ seconds: 0.1 }] },
  'registry.k8s.io/pause': { pull: { present: true }, runs: [{ stops: 0 }] },
};

/** Where the process of an image listens, whether the manifest says so or not. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  caddy: [80, 443, 2019],
  grafana: [3000],
  httpd: [80],
  mariadb: [3306],
  memcached: [11211],
  mongo: [27017],
  mysql: [3306],
  nginx: [80],
  'nginx-unprivileged': [8080],
  postgres: [5432],
  prometheus: [9090],
  rabbitmq: [5672, 15672],
  redis: [6379],
  registry: [5000],
  tomcat: [8080],
  traefik: [80],
  whoami: [80],
};

/** Ports on which something answers: those that the manifest names and those of the image. */
export function portsOf({ image, ports = [] }: DemoContainer): readonly number[] {
  const program = repository(image).split('/').at(-1)!;
  return [...ports.map(({ containerPort }) => containerPort), ...(PORTS[program] ?? [])];
}

/** `busybox:1.36` → `busybox`. */
const repository = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');

const SHELL = /^(?:\/bin\/)?(?:sh|bash|ash)$/;

/** Process 1 is a shell that waits for somebody to type: `kubectl run -it`, `kubectl debug`. */
export function isShell({ image, command = [], args = [], stdin }: DemoContainer): boolean {
  const words = [...command, ...args];
  if (!stdin || words.length > 1) return false;
  return words.length === 1
    ? SHELL.test(words[0]!)
    : ['busybox', 'alpine', 'debian', 'ubuntu'].includes(repository(image));
}

/** The script of a container: that of the scenario, of its image, or what its command says. */
export function scriptFor(container: DemoContainer, scripts: ImageScripts): ImageScript {
  const { image } = container;
  const scripted = scripts[`${image} ${container.name}`] ?? scripts[image];
  if (scripted) return scripted;
  const known = KNOWN[repository(image)];
  if (/nonexist|not-?found|missing/.test(image)) return { pull: { seconds: 2, failure: notFoundMessage(image) } };
  const commanded = commandScript([...(container.command ?? []), ...(container.args ?? [])].join(' '));
  const pull = known?.pull ?? { seconds: 2.5, bytes: 31_457_280 };
  if (isShell(container)) return { pull, runs: [{ stops: 'ignores' }] };
  return { pull, runs: commanded ? [commanded] : (known?.runs ?? [{ stops: 1, says: ['started'] }]) };
}

function notFoundMessage(image: string): string {
  const full = fullReference(image);
  return `failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`;
}

/** `busybox` → `docker.io/library/busybox:latest`, as the container runtime spells it. */
export function fullReference(image: string): string {
  const tagged = /:[^/]*$/.test(image) || image.includes('@') ? image : `${image}:latest`;
  const [first] = tagged.split('/');
  if (!tagged.includes('/')) return `docker.io/library/${tagged}`;
  return /[.:]/.test(first!) || first === 'localhost' ? tagged : `docker.io/${tagged}`;
}

/** A loop without a pause says so many lines a second. */
const BUSY_LINES = 10_000;

/** Reads `sleep 30`, `exit 3`, `echo words`, `false`, `while true; do echo words; sleep 0.1; done` out of a shell command. */
function commandScript(command: string): RunScript | undefined {
  if (command === '') return undefined;
  const says = [...command.matchAll(/echo\s+(?:'([^']*)'|"([^"]*)"|([^;&|]*))/g)].map(m =>
    (m[1] ?? m[2] ?? m[3] ?? '').trim(),
  );
  const exit = /\bexit\s+(\d+)/.exec(command);
  const exitCode = exit ? Number(exit[1]) : /(^|\s)false(\s|$)/.test(command) ? 1 : 0;
  const forEver = /sleep\s+(inf|\d+d)|tail -f|while true/.test(command);
  const sleeps = [...command.matchAll(/sleep\s+(\d+(?:\.\d+)?)/g)].reduce((sum, m) => sum + Number(m[1]), 0);
  // A shell as process 1 has no handler for SIGTERM, so the kernel does not deliver it.
  const common = { says, stops: 'ignores' } as const;
  if (/while (?:true|:)\s*;\s*do\b/.test(command) && says.length === 1)
    return { ...common, saysEvery: sleeps || 1 / BUSY_LINES, repeats: true };
  return forEver ? common : { ...common, seconds: Math.max(0.1, sleeps), exitCode };
}
