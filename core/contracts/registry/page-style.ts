/** The page's only style sheet: light and dark, cards in place of tables below 44 rem. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2128;--soft:#59636e;--line:#d8dee4;--paper:#fff;--panel:#f6f8fa;--good:#1a7f37;--good-bg:#dafbe1;--bad:#b42318;--bad-bg:#ffebe9;--wait:#7d4e00;--wait-bg:#fff8c5;--link:#0550ae}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--panel:#151b23;--good:#57d364;--good-bg:#12261a;--bad:#ff938a;--bad-bg:#2d1416;--wait:#e3b341;--wait-bg:#272115;--link:#79b8ff}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:0}
h2{font-size:1.3rem;margin:0;display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline}
h3{font-size:1rem;margin:1.8rem 0 .5rem}h4{font-size:.8rem;font-weight:400;color:var(--soft);margin:0 0 .3rem}
p{margin:.3rem 0}.soft{color:var(--soft)}.lead{max-width:46rem}
a{color:var(--link);text-underline-offset:.15em}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.86em}
section{margin-top:3rem;padding-top:1.6rem;border-top:1px solid var(--line)}
.version{font-size:.9rem;font-weight:400;color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1.1rem 0}
.facts>div{background:var(--panel);border-radius:.45rem;padding:.55rem .8rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.facts dt{color:var(--soft);font-size:.82rem}.facts dd{margin:0;font-size:1.45rem;line-height:1.3;font-variant-numeric:tabular-nums}
.facts.small{grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr))}.facts.small dd{font-size:1rem}
.facts .bad dd,.bad>b,span.bad{color:var(--bad)}.facts .good dd{color:var(--good)}
.people{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.8rem}
.chips{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:0;padding:0}
.chips li,.mark{background:var(--panel);border:1px solid var(--line);border-radius:1rem;padding:.05rem .6rem;font-size:.85rem}
.mark{display:inline-block;font-size:.78rem;margin:0 .3rem .1rem 0;white-space:nowrap}
.mark.key{margin-left:.4rem}.mark.pii,.mark.breaking{background:var(--bad-bg);border-color:transparent;color:var(--bad)}
.mark.warning{background:var(--wait-bg);border-color:transparent;color:var(--wait)}
.badge{border-radius:.3rem;padding:.05rem .45rem;font-size:.82rem;font-weight:600;white-space:nowrap}
.badge.bad{background:var(--bad-bg);color:var(--bad)}.badge.good{background:var(--good-bg);color:var(--good)}
.note{border-radius:.45rem;padding:.7rem .9rem;margin:.9rem 0;background:var(--wait-bg)}.note.bad{background:var(--bad-bg)}
.note ul{margin:.3rem 0 0;padding-left:1.2rem}
table{border-collapse:collapse;width:100%}
th{font-weight:600;color:var(--soft);font-size:.82rem;text-align:left;white-space:nowrap}
th,td{padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child,th:last-child{padding-right:0}
td.none{color:var(--soft)}
.fields code{font-size:.92em}.need{font-weight:600;font-size:.82rem;color:var(--soft);white-space:nowrap}
.deep1{padding-left:1.1rem}.deep2{padding-left:2.2rem}.deep3,.deep4,.deep5,.deep6{padding-left:3.3rem}
.timeline{list-style:none;margin:0;padding:0 0 0 1.1rem;border-left:2px solid var(--line)}
.timeline>li{position:relative;padding:0 0 1.3rem}
.timeline>li::before{content:"";position:absolute;left:-1.5rem;top:.45rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--soft);border:2px solid var(--paper)}
.timeline>li.bad::before{background:var(--bad)}.timeline>li.good::before{background:var(--good)}
.head{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline}.head b{font-size:1.05rem}
.findings{list-style:none;margin:.4rem 0 0;padding:0}
.findings li{display:grid;grid-template-columns:5.2rem minmax(0,1fr);gap:.1rem .5rem;padding:.25rem 0;align-items:baseline}
.findings .mark{margin:0;text-align:center}
figure{grid-column:2;margin:.3rem 0 .5rem;border:1px solid var(--line);border-radius:.45rem;overflow:hidden}
figcaption{font-size:.85rem;color:var(--soft);background:var(--panel);padding:.35rem .7rem;border-bottom:1px solid var(--line)}
pre{margin:0;padding:.6rem .7rem;overflow-x:auto;overflow-wrap:normal}
@media(max-width:44rem){
body{padding:1.2rem .9rem 3rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td{display:block}
tr{border:1px solid var(--line);border-radius:.45rem;padding:.4rem .75rem;margin-bottom:.6rem}
td{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem;border:0;padding:.14rem 0}
td::before{content:attr(data-label);color:var(--soft);font-size:.85rem}
td.none{display:none}
.fields td:first-child{display:block;font-weight:600;padding-bottom:.25rem}.fields td:first-child::before{content:none}
.deep1,.deep2,.deep3,.deep4,.deep5,.deep6{padding-left:0}
.findings li{grid-template-columns:minmax(0,1fr);justify-items:start}.findings figure{grid-column:1;justify-self:stretch}
}
`;
