/**
 * The printer's rules changed with the API server's minor version. A generation is a run of versions with the same rules;
 * each difference has a name, and the walk of the rules (pod-row.ts) asks for it by that name.
 */
export interface Generation {
  /** The version whose printer it was checked against, and that speaks for the others. */
  readonly version: '1.37' | '1.34' | '1.30' | '1.27';
  /** The first minor version with these rules. */
  readonly sinceMinor: number;
  /** A container that failed outspeaks the ones that completed: its word is printed instead of `Completed`. */
  readonly failureBeatsCompleted: boolean;
  /** A pod that ended (Succeeded, Failed) keeps its word while it is being deleted; else it says `Terminating`. */
  readonly endedPodsKeepTheirWord: boolean;
  /** Init containers with `restartPolicy: Always` count for READY and RESTARTS, and do not hold up the start. */
  readonly sidecars: boolean;
  /** The containers speak when the Initialized condition is True, even if an init container looks unfinished. */
  readonly initializedConditionCounts: boolean;
  /** The last end of an init container still counts for `(… ago)` when the containers speak. */
  readonly lastRestartOfInitStays: boolean;
  /** `(… ago)` is printed even when the number of restarts is 0. */
  readonly agoWithoutRestarts: boolean;
}

const V1_37: Generation = {
  version: '1.37',
  sinceMinor: 35,
  failureBeatsCompleted: true,
  endedPodsKeepTheirWord: true,
  sidecars: true,
  initializedConditionCounts: true,
  lastRestartOfInitStays: false,
  agoWithoutRestarts: false,
};
const V1_34: Generation = { ...V1_37, version: '1.34', sinceMinor: 31, failureBeatsCompleted: false };
const V1_30: Generation = { ...V1_34, version: '1.30', sinceMinor: 28, endedPodsKeepTheirWord: false };
const V1_27: Generation = {
  ...V1_30,
  version: '1.27',
  sinceMinor: 0,
  sidecars: false,
  initializedConditionCounts: false,
  lastRestartOfInitStays: true,
  agoWithoutRestarts: true,
};

/** Newest first. */
export const GENERATIONS: readonly Generation[] = [V1_37, V1_34, V1_30, V1_27];
export const NEWEST: Generation = V1_37;

/** The rules of a server's minor version; the newest when it is not known. */
export function generationFor(minor: number | undefined): Generation {
  if (minor === undefined) return NEWEST;
  return GENERATIONS.find(generation => minor >= generation.sinceMinor) ?? V1_27;
}

/** The rules of a connected server; the newest when it does not tell its version (one built by hand calls itself 0.0). */
export function generationOfServer({ minor, gitVersion }: { minor: number; gitVersion: string }): Generation {
  return generationFor(parseServerMinor(gitVersion) ?? (minor > 0 ? minor : undefined));
}

/**
 * The minor version that a text (`1.34`, `v1.34.2-eks-1234`, `34+`) or the answer of `/version` names; undefined when
 * it names none of Kubernetes 1.x. Vendors write `34+` into the `minor` of `/version`.
 */
export function parseServerMinor(version: unknown): number | undefined {
  if (typeof version === 'string') {
    const match = /^\s*v?1\.(\d{1,4})(?!\d)/.exec(version) ?? /^\s*(\d{1,4})\+?\s*$/.exec(version);
    return match === null ? undefined : Number(match[1]);
  }
  if (typeof version !== 'object' || version === null) return undefined;
  const { major, minor, gitVersion } = version as Record<string, unknown>;
  if (major !== undefined && major !== '1') return parseServerMinor(gitVersion);
  return parseServerMinor(minor) ?? parseServerMinor(gitVersion);
}
