/** Puts the text last in the list, and only once; of too many the oldest goes. */
export function remember(list: string[], text: string, most = 100): void {
  if (text === '') return;
  const at = list.indexOf(text);
  if (at >= 0) list.splice(at, 1);
  list.push(text);
  if (list.length > most) list.shift();
}
