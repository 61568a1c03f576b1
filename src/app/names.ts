/** What there is to choose from, for completion and lists; asked when needed. */
export interface Names {
  contexts(): readonly string[];
  namespaces(): readonly string[];
  themes(): readonly string[];
  scenarios(): readonly string[];
}
export const NO_NAMES: Names = { contexts: () => [], namespaces: () => [], themes: () => [], scenarios: () => [] };
