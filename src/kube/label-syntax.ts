/** How keys and values of labels may be written, in the API server's words. */
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Bytes, which are characters in all that is allowed. */
const LONGEST = 63;

const CHARACTERS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const NAME_WORDS = `${CHARACTERS} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const VALUE_WORDS = `a valid label must be an empty string or consist of ${CHARACTERS.slice('must consist of '.length)} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;
export const SUBDOMAIN_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

export const isSubdomain = (text: string): boolean => SUBDOMAIN.test(text);

/** What is wrong with a key such as `app` or `example.com/app`; undefined when nothing is. */
export function labelKeyProblem(key: string): string | undefined {
  const parts = key.split('/');
  const [prefix, name] = parts.length === 1 ? [undefined, key] : parts;
  if (parts.length > 2)
    return `a valid label key ${NAME_WORDS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  if (prefix === '') return 'prefix part must be non-empty';
  if (prefix !== undefined && !isSubdomain(prefix)) return `prefix part ${SUBDOMAIN_WORDS}`;
  if (!name) return 'name part must be non-empty';
  if (name.length > LONGEST) return `name part must be no more than ${LONGEST} bytes`;
  return NAME.test(name) ? undefined : `name part ${NAME_WORDS}`;
}

/** What is wrong with a value; undefined when nothing is. */
export function labelValueProblem(value: string): string | undefined {
  if (value.length > LONGEST) return `must be no more than ${LONGEST} bytes`;
  return value === '' || NAME.test(value) ? undefined : VALUE_WORDS;
}
