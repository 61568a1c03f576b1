/**
 * What a person does at the terminal, decoded. A key is named by what it is: `a`, `A`, `/`, `?`, `enter`, `esc`, `tab`,
 * `space`, `backspace`, `delete`, `insert`, `up`, `down`, `left`, `right`, `home`, `end`, `pageup`, `pagedown`, `f1`…`f12`, with the
 * prefixes `ctrl-`, `alt-`, `shift-` in this order (`ctrl-alt-x`, `shift-tab`; shifted letters are their capitals).
 */
export type InputEvent =
  /** `text` is what the key would type: absent for keys that type nothing. */
  | { readonly type: 'key'; readonly key: string; readonly text?: string | undefined }
  | { readonly type: 'paste'; readonly text: string }
  | {
      readonly type: 'mouse';
      readonly action: 'press' | 'release' | 'drag' | 'wheelup' | 'wheeldown';
      readonly button: 'left' | 'middle' | 'right' | 'none';
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: 'resize'; readonly width: number; readonly height: number };
