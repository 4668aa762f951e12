/** The page's only style sheet. Colours differ in lightness too, so that a grey print can be read. */
export const style = `
:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--panel:#f6f8fa;--good:#1a7f37;--bad:#cf222e;--wait:#9a6700;--new:#0969da}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--panel:#151b23;--good:#3fb950;--bad:#f85149;--wait:#d29922;--new:#58a6ff}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink)}
h1{font-size:1.4rem;margin:0 0 .8rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}code{font:.9em ui-monospace,monospace;background:var(--panel);padding:.1em .35em;border-radius:.25em}
.soft{color:var(--soft)}
.banner{background:var(--panel);border-left:.5rem solid var(--wait);padding:.8rem 1rem;border-radius:.3rem;overflow-wrap:anywhere}
.banner b{display:block;font-size:1.25rem}
.banner.finished{border-color:var(--good)}.banner.backedOut,.banner.refused{border-color:var(--bad)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:1rem 0}
.fact{background:var(--panel);border-radius:.3rem;padding:.5rem .7rem}
.fact b{display:block;font-size:1.15rem;font-variant-numeric:tabular-nums}.fact span{color:var(--soft);font-size:.85rem}
.fact.good b,.good{color:var(--good)}.fact.bad b,.bad{color:var(--bad)}.wait{color:var(--wait)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);font-size:.85rem;white-space:nowrap}
th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:not(:last-child){white-space:nowrap}td:last-child{overflow-wrap:anywhere}
tr.done td:nth-child(5){color:var(--good)}tr.failed td:nth-child(5){color:var(--bad)}tr.running td:nth-child(5){color:var(--wait)}tr.pending{color:var(--soft)}
svg.timeline{width:100%;height:auto;background:var(--panel);border-radius:.3rem}
svg.timeline text{fill:var(--ink);font:12px system-ui,sans-serif}svg.timeline .dim{fill:var(--soft)}
.grid{stroke:var(--line)}.area{fill:var(--new);fill-opacity:.18}.weight{stroke:var(--new);stroke-width:2;fill:none}
.bar.done{fill:var(--good)}.bar.failed{fill:var(--bad)}.bar.running{fill:var(--wait)}
.mark{stroke-width:1.5;stroke-dasharray:4 3;stroke:var(--soft)}.mark.bad{stroke:var(--bad)}.mark.good{stroke:var(--good)}.mark.wait{stroke:var(--wait)}
svg.timeline text.bad{fill:var(--bad)}svg.timeline text.good{fill:var(--good)}svg.timeline text.wait{fill:var(--wait)}
ul{padding-left:1.2rem;margin:.6rem 0}.plots{display:flex;flex-wrap:wrap;gap:.8rem;margin:.8rem 0}.plots svg{background:#fff;border-radius:.3rem;max-width:100%;height:auto}
details{margin:.6rem 0}summary{cursor:pointer}
`;
