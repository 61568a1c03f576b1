/** Of the page that `podscope report` writes. Colours are told apart by lightness too, and by words wherever they mean something. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --bg: #ffffff; --fg: #1d2329; --muted: #66707a; --line: #dfe4e8; --panel: #f6f8f9;
  --ok: #3f9c5a; --done: #9aa4ad; --progressing: #2f8fb5; --unknown: #8a63b8; --warning: #c98a00; --error: #c9372c; --on: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --bg: #14181c; --fg: #dfe5ea; --muted: #8d98a3; --line: #2b323a; --panel: #1b2127;
  --ok: #4caf6d; --done: #6b7680; --progressing: #46a8cf; --unknown: #a583d1; --warning: #e0a526; --error: #e5584c; --on: #101418; } }
body { margin: 0; background: var(--bg); color: var(--fg); font: 14px/1.5 system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; overflow-wrap: anywhere; }
.muted, .axis { color: var(--muted); } .facts { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0; }
.fact { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; }
.fact b { display: block; font-size: 18px; } .fact span { color: var(--muted); font-size: 12px; }
figure { margin: 8px 0; } figcaption { color: var(--muted); font-size: 12px; } svg { display: block; width: 100%; height: auto; }
svg[width="0"] { position: absolute; width: 0; } svg text { font: 11px ui-monospace, monospace; fill: var(--fg); } svg .axis { fill: var(--muted); }
.grid { stroke: var(--line); } .hatch { stroke: var(--muted); stroke-width: 1; }
.bar.ok, .area.ok { fill: var(--ok); } .bar.done, .area.done { fill: var(--done); } .bar.progressing, .area.progressing { fill: var(--progressing); }
.bar.unknown, .area.unknown { fill: var(--unknown); } .bar.warning, .area.warning { fill: var(--warning); } .bar.error, .area.error { fill: var(--error); }
.bar.derived { fill-opacity: 0.6; } .bar.gap, .hole { fill: url(#hatch); } .bar { stroke: var(--bg); stroke-width: 0.5; }
svg .word { fill: var(--on); pointer-events: none; } .mark line { stroke: var(--muted); stroke-dasharray: 2 2; }
.mark.warning text, .mark.error text { fill: var(--warning); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; color: var(--muted); font-weight: 500; } th, td { padding: 3px 12px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font: 12px/1.6 ui-monospace, monospace; }
td.error, pre .error, p.error { color: var(--error); } td.warning, pre .warning, p.warning { color: var(--warning); } td.ok, pre .ok { color: var(--ok); }
td.progressing, pre .progressing { color: var(--progressing); } td.unknown, pre .unknown { color: var(--unknown); } pre .muted, pre .done { color: var(--muted); } pre .title { font-weight: 600; }
pre { overflow-x: auto; font: 12px/1.45 ui-monospace, monospace; background: var(--panel); padding: 8px 12px; border-radius: 6px; margin: 4px 0; }
summary { cursor: pointer; color: var(--muted); } .legend { margin: 4px 0; }
.key { margin-right: 14px; font-size: 12px; } .key::before { content: ''; display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; background: var(--muted); }
.key.ok::before { background: var(--ok); } .key.done::before { background: var(--done); } .key.progressing::before { background: var(--progressing); }
.key.unknown::before { background: var(--unknown); } .key.warning::before { background: var(--warning); } .key.error::before { background: var(--error); }
.key.gap::before { background: repeating-linear-gradient(-45deg, var(--muted) 0 1px, transparent 1px 4px); }
footer { margin: 40px 0 8px; font-size: 12px; }
@media print { details { display: block; } .scroll { overflow: visible; } }
`;
