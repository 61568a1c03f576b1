import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** What a real API server of 1.37.2 has answered to the same requests. */
const PODS = '/api/v1/namespaces/default/pods';
const MAPS = '/api/v1/namespaces/default/configmaps';
const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
let demo: DemoCluster;

interface Answer {
  readonly code: number;
  readonly body: {
    readonly message?: string;
    readonly reason?: string;
    readonly details?: { readonly causes?: readonly { readonly reason: string; readonly field?: string }[] };
    readonly metadata: {
      readonly resourceVersion: string;
      readonly continue?: string;
      readonly remainingItemCount?: number;
      readonly [field: string]: unknown;
    };
    readonly items?: readonly { readonly metadata: { readonly name: string } }[];
    readonly [field: string]: unknown;
  };
}

const PATCHES = { merge: 'merge-patch+json', json: 'json-patch+json', strategic: 'strategic-merge-patch+json' };

async function ask(method: string, path: string, body?: unknown, type = 'json'): Promise<Answer> {
  const response = await fetch(demo.url + path, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { 'Content-Type': `application/${type}`, 'User-Agent': 'tester/1' },
  });
  return { code: response.status, body: (await response.json()) as Answer['body'] };
}
const names = ({ body }: Answer): string => (body.items ?? []).map(({ metadata }) => metadata.name).join();
const pod = (name: string, more: object = {}) => ({
  metadata: { name, labels: { app: name, rank: '7' } },
  spec: { schedulingGates: [{ name: 'a/b' }], containers: [{ name: 'app', image: 'nginx:1.27' }], ...more },
});

/** Version after each of the first pods. */
const versions: string[] = [];
beforeAll(async () => {
  demo = await startDemo({ clock, seed: 1, scenarios: [] });
  for (const [name, more] of [['a', { hostNetwork: true }], ['b', { restartPolicy: 'Never' }], ['c']] as const) {
    const { code, body } = await ask('POST', PODS, pod(name, more));
    expect(code).toBe(201);
    versions.push(body.metadata.resourceVersion);
  }
});
afterAll(() => demo.stop());

describe('lists', () => {
  test.for([
    ['any version', '?resourceVersion=0&limit=1', 'a,b,c'],
    ['an old version exactly', '?resourceVersion=V1&resourceVersionMatch=Exact', 'a,b'],
    ['an old version and no limit', '?resourceVersion=V1', 'a,b,c'],
    ['an old version with a limit is that version', '?resourceVersion=V1&limit=5', 'a,b'],
    ['no older than', '?resourceVersion=V1&resourceVersionMatch=NotOlderThan&limit=5', 'a,b,c'],
    ['a limit below zero', '?limit=-1', 'a,b,c'],
    ['one of', '?labelSelector=app in (a,c)', 'a,c'],
    ['none of', '?labelSelector=app notin (a,c)', 'b'],
    ['there', '?labelSelector=app', 'a,b,c'],
    ['not there', '?labelSelector=!app', ''],
    ['more than', '?labelSelector=rank>6', 'a,b,c'],
    ['less than', '?labelSelector=rank<7', ''],
    ['both', '?labelSelector=rank=7,app!=b', 'a,c'],
    ['a field', '?fieldSelector=spec.restartPolicy=Never', 'b'],
    ['a field that is not', '?fieldSelector=metadata.name!=a', 'b,c'],
    ['a switch that is off', '?fieldSelector=spec.hostNetwork=false', 'b,c'],
    ['addresses, which nobody has', '?fieldSelector=status.podIPs=', 'a,b,c'],
    ['a comma that is meant', '?fieldSelector=metadata.name=a\\,b', ''],
  ] as const)('%s: %s', async ([, query, want]) => {
    const path = `${PODS}${query.replace('V1', versions[1]!)}`.replaceAll(' ', '%20').replace('\\', '%5C');
    expect(names(await ask('GET', path))).toBe(want);
  });

  const options = 'ListOptions.meta.k8s.io "" is invalid: ';
  const version = (text: string) =>
    `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
  test.for([
    ['resourceVersion=abc', 400, `invalid resource version: ${version('abc')}`],
    ['resourceVersion=9999999', 504, /^Timeout: Too large resource version: 9999999, current: \d+$/],
    ['resourceVersion=1&resourceVersionMatch=Exact', 410, 'The resourceVersion for the provided list is too old.'],
    [
      'resourceVersion=0&resourceVersionMatch=Exact',
      422,
      `${options}resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"`,
    ],
    [
      'resourceVersionMatch=Foo',
      422,
      `${options}[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""]`,
    ],
    ['sendInitialEvents=true', 422, `${options}sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list`],
    ['limit=many', 400, 'strconv.ParseInt: parsing "many": invalid syntax'],
    ['labelSelector=app in', 400, "unable to parse requirement: found '' expected: '('"],
    ['labelSelector=app in (a', 400, "unable to parse requirement: found '', expected: ',' or ')'"],
    ['labelSelector=app=a b', 400, "found 'b', expected: ',' or 'end of string'"],
    ['labelSelector=app=a,', 400, "found '', expected: identifier after ','"],
    ['labelSelector==a', 400, "found '=', expected: !, identifier, or 'end of string'"],
    ['labelSelector=app===a', 400, "unable to parse requirement: found '=', expected: identifier"],
    ['labelSelector=app gt 5', 400, "unable to parse requirement: found 'gt', expected: in, notin, =, ==, !=, gt, lt"],
    ['labelSelector=-x', 400, /^unable to parse requirement: <nil>: Invalid value: "-x": name part must consist of/],
    [
      'labelSelector=app=b*',
      400,
      /^unable to parse requirement: values\[0\]\[app\]: Invalid value: "b\*": a valid label/,
    ],
    ['fieldSelector=spec.foo=a', 400, 'field label not supported: spec.foo'],
    ['fieldSelector=metadata.name', 400, "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ] as const)('%s is refused with %i', async ([query, code, words]) => {
    const { code: found, body } = await ask('GET', `${PODS}?${query.replaceAll(' ', '%20')}`);
    expect(found).toBe(code);
    expect(body.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  test('other resources have other fields', async () => {
    const refused = await ask('GET', '/apis/apps/v1/deployments?fieldSelector=spec.replicas=1');
    expect(refused.body.message).toBe(
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    expect((await ask('GET', '/apis/events.k8s.io/v1/events?fieldSelector=regarding.kind=Pod')).code).toBe(200);
    expect((await ask('GET', '/apis/events.k8s.io/v1/events?fieldSelector=involvedObject.kind=Pod')).code).toBe(400);
  });

  test('pages count what is left only when nothing selects', async () => {
    expect((await ask('GET', `${PODS}?limit=1`)).body.metadata.remainingItemCount).toBe(2);
    const { metadata } = (await ask('GET', `${PODS}?limit=1&labelSelector=app`)).body;
    expect(metadata.continue).toBeTruthy();
    expect(metadata.remainingItemCount).toBeUndefined();
  });

  test('a page that has grown too old comes with a token for the rest', async () => {
    const { continue: token } = (await ask('GET', `${PODS}?limit=1`)).body.metadata;
    await ask('POST', MAPS, { metadata: { name: 'later' } });
    demo.compact();
    const expired = await ask('GET', `${PODS}?limit=1&continue=${token}`);
    expect(expired).toMatchObject({ code: 410, body: { reason: 'Expired' } });
    expect(names(await ask('GET', `${PODS}?continue=${expired.body.metadata.continue}`))).toBe('b,c');
  });
});

describe('watches', () => {
  const options = 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ';
  test.for([
    [
      'sendInitialEvents=true',
      422,
      `${options}sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`,
    ],
    [
      'resourceVersionMatch=NotOlderThan',
      422,
      `${options}resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`,
    ],
    ['continue=x', 422, `${options}resourceVersionMatch is forbidden when continue is provided`],
    ['resourceVersion=abc', 500, /^resourceVersion: Invalid value: "abc"/],
  ] as const)('%s is refused with %i', async ([query, code, words]) => {
    const { code: found, body } = await ask('GET', `${PODS}?watch=1&${query}`);
    expect(found).toBe(code);
    expect(body.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  const first = async (query: string): Promise<string> => {
    const response = await fetch(`${demo.url}${PODS}?watch=1&${query}`);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    const [line] = new TextDecoder().decode(value).split('\n');
    const { type, object } = JSON.parse(line!) as {
      type: string;
      object: { message?: string; metadata: { name: string } };
    };
    return `${type} ${object.message ?? object.metadata.name}`;
  };
  const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
  test.for([
    ['resourceVersion=1', /^ERROR too old resource version: 1 \(\d+\)$/],
    ['resourceVersion=0', /^ADDED a$/],
    [initial, /^ADDED a$/],
    [`${initial}&resourceVersion=9999999`, /^ERROR Timeout: Too large resource version: 9999999, current: \d+$/],
  ] as const)('%s begins with %s', async ([query, want]) => {
    expect(await first(query)).toMatch(want);
  });
});

describe('writes', () => {
  const patch = (type: keyof typeof PATCHES, body: unknown) => ask('PATCH', `${PODS}/a`, body, PATCHES[type]);
  const vain = 'the server rejected our request due to an error in our request';

  test.for([
    ['a name that is taken', () => ask('POST', PODS, pod('a')), 409, 'pods "a" already exists'],
    [
      'no name',
      () => ask('POST', PODS, { ...pod(''), metadata: {} }),
      422,
      'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'a label that is none',
      () => ask('POST', PODS, { ...pod('l'), metadata: { name: 'l', labels: { app: 'x y' } } }),
      422,
      /^Pod "l" is invalid: metadata.labels: Invalid value: "x y": a valid label must be/,
    ],
    [
      'a policy that is none',
      () => ask('POST', PODS, pod('p', { restartPolicy: 'Sometimes' })),
      422,
      'Pod "p" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      'a volume that is none',
      () => ask('POST', PODS, pod('p', { containers: [{ name: 'a', image: 'a', volumeMounts: [{ name: 'no' }] }] })),
      422,
      'Pod "p" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "no"',
    ],
    ['no namespace', () => ask('POST', '/api/v1/namespaces/no/pods', pod('x')), 404, 'namespaces "no" not found'],
    [
      'a version given',
      () => ask('POST', PODS, { metadata: { name: 'x', resourceVersion: '5' } }),
      500,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'another kind',
      () => ask('POST', PODS, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } }),
      400,
      'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion',
    ],
    ['a patch of no type', () => ask('PATCH', `${PODS}/a`, {}), 415, '415: Unsupported Media Type'],
    [
      'text',
      () => ask('POST', PODS, 'x', 'octet-stream'),
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
    ['a test that fails', () => patch('json', [{ op: 'test', path: '/kind', value: 'Service' }]), 422, vain],
    ['a path that leads nowhere', () => patch('json', [{ op: 'remove', path: '/metadata/labels/no' }]), 422, vain],
    [
      'a JSON patch that is none',
      () => patch('json', {}),
      400,
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    ['a patch of the kind', () => patch('merge', { kind: 'Service' }), 422, /^ "" is invalid: patch: Invalid value: /],
    [
      'a patch of the name',
      () => patch('merge', { metadata: { name: 'b' } }),
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ],
    [
      'a patch of the uid',
      () => patch('merge', { metadata: { uid: 'x' } }),
      422,
      'Pod "a" is invalid: metadata.uid: Invalid value: "x": field is immutable',
    ],
    [
      'an old version',
      () => patch('merge', { metadata: { resourceVersion: '1' } }),
      409,
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'another container',
      () => patch('strategic', { spec: { containers: [{ name: 'more', image: 'x' }] } }),
      422,
      'Pod "a" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'another gate',
      () => patch('strategic', { spec: { schedulingGates: [{ name: 'z/z' }] } }),
      422,
      /^Pod "a" is invalid: spec.schedulingGates\[\d\].name: Forbidden: only deletion is allowed, but found new scheduling gate 'z\/z'$/,
    ],
    [
      'a node',
      () => patch('merge', { spec: { nodeName: 'n' } }),
      422,
      /^Pod "a" is invalid: spec: Forbidden: pod updates may not/,
    ],
    [
      'all namespaces at once',
      () => ask('DELETE', '/api/v1/namespaces'),
      405,
      'the server does not allow this method on the requested resource',
    ],
    [
      'another uid',
      () => ask('DELETE', `${PODS}/a`, { preconditions: { uid: 'x' } }),
      409,
      /^Operation cannot be fulfilled on Pod "a": the UID in the precondition \(x\) does not match the UID in record/,
    ],
    [
      'a dry run of another sort',
      () => ask('POST', `${PODS}?dryRun=Some`, pod('x')),
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
    ],
  ] as const)('%s is refused', async ([, request, code, words]) => {
    const { code: found, body } = await request();
    expect(body.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
    expect(found).toBe(code);
  });

  test.for([
    ['POST', PODS, pod('dry')],
    ['PUT', `${MAPS}/kept`, { metadata: { name: 'kept' }, data: { a: '2' } }],
    ['DELETE', `${MAPS}/kept`, undefined],
    ['DELETE', MAPS, undefined],
    ['DELETE', `${PODS}/a`, undefined],
  ] as const)('a dry run of %s %s changes nothing', async ([method, path, body]) => {
    await ask('POST', MAPS, { metadata: { name: 'kept' }, data: { a: '1' } });
    const seen = async () => (await ask('GET', `${PODS}?limit=0`)).body.metadata.resourceVersion;
    const before = await seen();
    expect((await ask(method, `${path}?dryRun=All`, body)).code).toBeLessThan(300);
    expect(await seen()).toBe(before);
  });

  const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
  const inner = (spec: object) => ({ spec: { template: { spec } } });
  test.for([
    ['what is new comes first', inner({ containers: [{ name: 'c', image: 'x:4' }] }), 'c=x:4 a=x:1 b=x:2'],
    [
      'or where it is told to',
      inner({
        containers: [{ name: 'b', image: 'x:3' }],
        '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
      }),
      'b=x:3 a=x:1',
    ],
    ['deletes', inner({ containers: [{ name: 'b', $patch: 'delete' }] }), 'a=x:1'],
    ['replaces', inner({ containers: [{ $patch: 'replace' }, { name: 'z', image: 'q:1' }] }), 'z=q:1'],
  ] as const)('a strategic patch: %s', async ([, body, want], { task }) => {
    const name = `d${task.id.replaceAll(/\D/g, '')}`;
    const containers = [
      { name: 'a', image: 'x:1' },
      { name: 'b', image: 'x:2' },
    ];
    const template = { metadata: { labels: { app: name } }, spec: { containers } };
    const spec = { replicas: 0, selector: { matchLabels: { app: name } }, template };
    await ask('POST', DEPLOYMENTS, { metadata: { name }, spec });
    const { body: after } = await ask('PATCH', `${DEPLOYMENTS}/${name}`, body, PATCHES.strategic);
    const found = (after['spec'] as typeof spec).template.spec.containers;
    expect(found.map(one => `${one.name}=${one.image}`).join(' ')).toBe(want);
  });

  test('a strategic patch keeps only the keys it is told to', async () => {
    await ask('POST', DEPLOYMENTS, {
      metadata: { name: 'kept' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'k' } },
        template: { metadata: { labels: { app: 'k' } }, spec: { containers: [{ name: 'a', image: 'x' }] } },
      },
    });
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    const { body } = await ask('PATCH', `${DEPLOYMENTS}/kept`, { spec: { strategy } }, PATCHES.strategic);
    expect((body['spec'] as { strategy: object }).strategy).toEqual({ type: 'Recreate' });
  });
});

describe('server-side apply', () => {
  const apply = (data: object, query: string) =>
    ask(
      'PATCH',
      `${MAPS}/applied?${query}`,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data },
      'apply-patch+yaml',
    );
  const owners = ({ body }: Answer) =>
    (body.metadata['managedFields'] as { manager: string; fieldsV1: { 'f:data': object } }[]).map(
      ({ manager, fieldsV1 }) => `${manager} ${Object.keys(fieldsV1['f:data']).join()}`,
    );

  test('what a manager names is its own, until somebody takes it by force or it is named no longer', async () => {
    expect(await apply({ a: '1', b: '1' }, '')).toMatchObject({
      code: 422,
      body: { message: expect.stringContaining('fieldManager: Required value: is required for apply patch') },
    });
    const made = await apply({ a: '1', b: '1' }, 'fieldManager=one');
    expect(made.code).toBe(201);
    expect(owners(made)).toEqual(['one f:a,f:b']);

    const refused = await apply({ a: '2', b: '2' }, 'fieldManager=two');
    expect(refused).toMatchObject({
      code: 409,
      body: {
        message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b',
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }, { field: '.data.b' }] },
      },
    });
    expect(owners(await apply({ a: '1' }, 'fieldManager=two')).sort()).toEqual(['one f:a,f:b', 'two f:a']);

    const forced = await apply({ a: '2' }, 'fieldManager=two&force=true');
    expect(forced.body['data']).toEqual({ a: '2', b: '1' });
    expect(owners(forced)).toEqual(['one f:b', 'two f:a']);

    const left = await apply({ c: '1' }, 'fieldManager=one');
    expect(left.body['data']).toEqual({ a: '2', c: '1' });

    await ask('PATCH', `${MAPS}/applied?fieldManager=edit`, { data: { c: '9' } }, PATCHES.merge);
    expect((await apply({ c: '1' }, 'fieldManager=one')).body.message).toBe(
      'Apply failed with 1 conflict: conflict with "edit" using v1: .data.c',
    );
  });
});
