import { readFileSync } from 'node:fs';
import { ProblemError } from '../../kube/problem.ts';
import type { Material } from './config.ts';

/** A certificate and its key, PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The PEM of a certificate or key; throws ProblemError naming the file. */
export function pemOf(material: Material, what: string, origin: string): string {
  if ('pem' in material) return material.pem;
  let pem: string;
  try {
    pem = readFileSync(material.file, 'utf8');
  } catch (error) {
    throw unreadable(what, material.file, origin, error);
  }
  if (pem.includes('-----BEGIN')) return pem;
  throw new ProblemError({
    code: 'config',
    message: `the ${what} ${material.file} is no PEM: it has no line -----BEGIN`,
    hint: `${origin} names it`,
  });
}

/** A file that the kubeconfig names and that cannot be read. */
export function unreadable(what: string, file: string, origin: string, error: unknown): ProblemError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  return new ProblemError({ code: 'config', message: `the ${what} ${file} ${why}`, hint: `${origin} names it` });
}
