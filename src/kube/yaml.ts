/**
 * YAML, for those who import this module only when they meet some. The package itself cannot be imported on demand: in a
 * bundle a CommonJS package gives a dynamic import nothing but its default export.
 */
export { parseAllDocuments, parseDocument } from 'yaml';
