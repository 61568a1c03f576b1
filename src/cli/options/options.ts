/**
 * Every option of the command line, once. The parser, `--help`, docs/cli.md and the types of what a command receives are made
 * from this table. A row without `value` is a switch; `many` may be given several times.
 */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  /** Placeholder of the value in the help, in capitals. */
  readonly value?: string;
  readonly many?: true;
  readonly help: string;
}

export const OPTIONS = [
  // which cluster, as kubectl names it
  {
    name: 'kubeconfig',
    value: 'FILE',
    help: 'Read clusters and credentials from this file instead of $KUBECONFIG or ~/.kube/config.',
  },
  { name: 'context', value: 'NAME', help: 'Use this context of the kubeconfig instead of its current one.' },
  { name: 'cluster', value: 'NAME', help: 'Use this cluster of the kubeconfig.' },
  {
    name: 'user',
    value: 'NAME',
    help: 'Use this user of the kubeconfig; in the demo: viewer or developer, who may do less.',
  },
  { name: 'server', short: 's', value: 'URL', help: 'Address of the API server.' },
  { name: 'token', value: 'TOKEN', help: 'Bearer token for the API server.' },
  { name: 'as', value: 'USER', help: 'Act as this user.' },
  { name: 'as-uid', value: 'UID', help: 'Act with this uid.' },
  { name: 'as-group', value: 'GROUP', many: true, help: 'Act as a member of this group; may be repeated.' },
  {
    name: 'as-user-extra',
    value: 'KEY=VALUE',
    many: true,
    help: 'Act with this more about the user; may be repeated, also for one key.',
  },
  {
    name: 'certificate-authority',
    value: 'FILE',
    help: 'Certificate of the authority that signed the server certificate.',
  },
  { name: 'tls-server-name', value: 'NAME', help: 'Name that the server certificate must carry.' },
  { name: 'insecure-skip-tls-verify', help: 'Do not check the server certificate.' },
  {
    name: 'request-timeout',
    value: 'TIME',
    help: 'Give up on a single request after this time, such as 10s or 2m; 0 waits for ever.',
  },
  {
    name: 'paged-list',
    help: 'Ask for the first list in pages even where the server could stream it from its memory, which is faster.',
  },
  { name: 'stats', help: 'At the end, print what was asked of the server and what it cost to standard error.' },
  // which pods
  { name: 'namespace', short: 'n', value: 'NAMES', help: 'Namespace, or several with commas.' },
  { name: 'all-namespaces', short: 'A', help: 'Pods of all namespaces.' },
  { name: 'selector', short: 'l', value: 'LABELS', help: 'Only pods with these labels; the server selects.' },
  { name: 'field-selector', value: 'FIELDS', help: 'Only pods with these fields; the server selects.' },
  { name: 'filter', value: 'FILTER', help: 'Only pods that this filter matches, in the language of the screen.' },
  {
    name: 'filename',
    short: 'f',
    value: 'FILE',
    many: true,
    help: 'Read pods from this file (JSON, JSON lines, YAML), - for standard input, instead of a cluster.',
  },
  { name: 'recording', value: 'FILE', help: 'Read this recording, - for standard input, instead of a cluster.' },
  // recording
  {
    name: 'record',
    value: 'FILE',
    help: 'Also write everything the pods go through to this file, for podscope replay.',
  },
  {
    name: 'from',
    value: 'FROM',
    help: 'Only what happened from this time on: RFC 3339, 09:11 here, or =-30m before the end; in the demo: the recording to serve as a cluster.',
  },
  { name: 'until', value: 'TIME', help: 'Only what happened up to this time, written likewise.' },
  { name: 'max-size', value: 'SIZE', help: 'Begin a next file when one has grown beyond this, such as 500MB.' },
  { name: 'keep', value: 'NUMBER', help: 'Keep only this many files of a recording, the newest.' },
  { name: 'no-redact', help: 'Record the values of environment variables too; they may be secrets.' },
  // waiting
  {
    name: 'for',
    value: 'WHAT',
    help: 'What to wait for: Ready or another condition, condition=NAME=STATUS, status=WORD, deleted.',
  },
  {
    name: 'fail-on',
    value: 'WORDS',
    help: 'Fail at once when a pod has one of these, with commas: CrashLoopBackOff,OOMKilled.',
  },
  {
    name: 'within',
    value: 'TIME',
    help: 'Give up after this time, such as 90s or 2m, with exit status 124; 0 looks once.',
  },
  // output
  { name: 'to', value: 'FILE', help: 'Write the report to this file; one that ends in .html is a page with pictures.' },
  { name: 'output', short: 'o', value: 'FORMAT', help: 'Format of the output.' },
  {
    name: 'group',
    help: 'Print one line for many pods that change alike within seconds; a line comes when no other can join it, in order, up to 30 s later.',
  },
  { name: 'no-headers', help: 'Print no line of column titles.' },
  { name: 'now', value: 'TIME', help: 'Count ages from this RFC 3339 time instead of the present.' },
  {
    name: 'server-version',
    value: '1.NN',
    help: 'Print what an API server of this version prints, instead of the connected or the newest one.',
  },
  {
    name: 'env-values',
    help: 'Show the values of environment variables that stand in the pod; those of Secrets are never shown.',
  },
  {
    name: 'diagnose',
    help: 'Tell also what is wrong, by what the cluster around the pod says; --cluster without a name says the same.',
  },
  // logs and events
  { name: 'follow', short: 'f', help: 'Go on with what comes, through restarts and lost connections.' },
  { name: 'watch', short: 'w', help: 'Go on with what comes.' },
  { name: 'previous', short: 'p', help: 'The run of the container before the present one.' },
  { name: 'container', short: 'c', value: 'NAME', many: true, help: 'Only this container; may be repeated.' },
  { name: 'tail', value: 'LINES', help: 'Begin with this many last lines of each container.' },
  {
    name: 'since',
    value: 'TIME',
    help: 'Begin with what is not older than this, such as 10s, 5m or an RFC 3339 time.',
  },
  { name: 'timestamps', help: 'Print the time of each line.' },
  { name: 'grep', value: 'REGEX', help: 'Only lines that this regular expression fits; with ! in front, the others.' },
  // processes, ports and files of a container
  { name: 'image', value: 'IMAGE', help: 'Image of the container that is added; busybox when it is not given.' },
  { name: 'target', value: 'NAME', help: 'See the processes of this container of the pod.' },
  { name: 'stdin', short: 'i', help: 'Hand standard input on to the command.' },
  { name: 'tty', short: 't', help: 'Give the command a terminal: this one.' },
  {
    name: 'address',
    value: 'ADDRESS',
    many: true,
    help: 'Address of this machine to listen on instead of its loopback ones; may be repeated.',
  },
  { name: 'overwrite', help: 'Replace files that exist already without asking.' },
  // the screen
  { name: 'theme', value: 'NAME', help: 'Colours of the screen: a name, or the path of a theme or k9s skin file.' },
  { name: 'readonly', help: 'Refuse every key that would change the cluster.' },
  { name: 'no-mouse', help: 'Leave the mouse to the terminal.' },
  { name: 'ascii', help: 'Draw with ASCII characters only.' },
  { name: 'no-animation', help: 'Do not mark cells that changed for a moment.' },
  { name: 'no-history', help: 'Keep no history of changes on the disk, and read none of earlier runs.' },
  // the demo cluster
  { name: 'speed', value: 'FACTOR', help: 'Let the time of the demo run this many times faster, 1 to 100.' },
  { name: 'scenario', value: 'NAME', many: true, help: 'Play only this scenario; may be repeated.' },
  { name: 'list', help: 'List the scenarios of the demo, with what to look at.' },
  { name: 'serve', help: 'Serve the demo cluster without a screen, for kubectl and others.' },
  { name: 'port', value: 'PORT', help: 'Port of the demo cluster on 127.0.0.1 instead of a free one.' },
  { name: 'pods', value: 'NUMBER', help: 'Add a big quiet cluster of so many pods to the demo.' },
  { name: 'namespaces', value: 'NUMBER', help: 'Spread the pods of --pods over so many namespaces.' },
  { name: 'pod-bytes', value: 'NUMBER', help: 'Give each pod of --pods about so many bytes of JSON.' },
  { name: 'churn', value: 'NUMBER', help: 'Change so many of the pods of --pods each second.' },
  { name: 'tls', help: 'Serve the demo cluster over HTTPS with a certificate made for this run.' },
  { name: 'metrics', help: 'Give the demo cluster a metrics server, for kubectl top.' },
  { name: 'seed', value: 'NUMBER', help: 'Seed of all chance in the demo; the same seed tells the same story.' },
  // about the program
  { name: 'help', short: 'h', help: 'Explain the program or a command.' },
  { name: 'version', help: 'Print the version.' },
] as const satisfies readonly OptionRow[];

type Row = (typeof OPTIONS)[number];
export type OptionName = Row['name'];

type ValueOf<R> = R extends { many: true } ? readonly string[] : R extends { value: string } ? string : boolean;
/** What a command receives: only what was given is set. */
export type Options = { readonly [R in Row as R['name']]?: ValueOf<R> };

export const CLUSTER_OPTIONS = [
  'kubeconfig',
  'context',
  'cluster',
  'user',
  'server',
  'token',
  'as',
  'as-uid',
  'as-group',
  'as-user-extra',
  'certificate-authority',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'request-timeout',
  'paged-list',
  'stats',
] as const satisfies readonly OptionName[];

export const POD_OPTIONS = [
  'namespace',
  'all-namespaces',
  'selector',
  'field-selector',
] as const satisfies readonly OptionName[];
/** Each stands for a setting of the configuration. */
export const SETTING_OPTIONS = [
  'theme',
  'readonly',
  'no-mouse',
  'ascii',
  'no-animation',
] as const satisfies readonly OptionName[];
export const SCREEN_OPTIONS = ['filter', ...SETTING_OPTIONS] as const satisfies readonly OptionName[];
