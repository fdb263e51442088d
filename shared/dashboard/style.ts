import { type Html, html } from "./html.ts";

/** The page's whole style sheet; its hash stands in the content security policy. Colours: measured for 4.5:1. */
export const style: Html = html`
:root{color-scheme:light dark;--bg:#fff;--panel:#f5f6f8;--ink:#16191d;--soft:#4d5660;--rule:#c9ced6;--edge:#767f8a;--trim:#8a6100;--divert:#b34700;--shutdown:#a3123a;--spend:#0072b2;--good:#1b6e3c;--button:#16191d;--button-ink:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--panel:#1e2329;--ink:#eef1f4;--soft:#b3bcc6;--rule:#3b434d;--edge:#8b95a1;--trim:#e69f00;--divert:#ff8a3d;--shutdown:#ff7a93;--spend:#56b4e9;--good:#6fcf8e;--button:#eef1f4;--button-ink:#14171b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
main,.notice,footer{max-width:1152px;margin:0 auto;padding:0 16px;overflow-wrap:anywhere}
main{padding-top:12px}
h1,h2,p,ul,dl,dd{margin:0;padding:0}
.meta{color:var(--soft);font-size:15px}
.meta b{color:var(--ink)}
.account{margin-top:6px;padding:4px 10px;border:1px dashed var(--edge);border-radius:4px;display:inline-block;font-weight:600}
.banner{margin:10px 0 0;padding:8px 14px;border-left:8px solid var(--good);background:var(--panel);border-radius:4px}
.banner h1{font-size:23px;line-height:1.25}
.banner h1+p{margin-top:4px}
.figures+.fine{margin-top:8px}
.banner.trim,.banner.unsure{border-color:var(--trim)}.banner.divert{border-color:var(--divert)}.banner.shutdown,.banner.ceiling{border-color:var(--shutdown)}
.banner.trim b,.banner.unsure b{color:var(--trim)}.banner.divert b{color:var(--divert)}.banner.shutdown b,.banner.ceiling b{color:var(--shutdown)}
.faults{list-style:none;margin-top:8px;padding:6px 14px;border:2px solid var(--shutdown);border-radius:4px}
.faults li::before{content:"Fault: ";font-weight:700;color:var(--shutdown)}
.fine{color:var(--soft)}
.first{display:grid;grid-template-columns:minmax(0,1fr) 400px;gap:12px 28px;margin-top:12px;align-items:start}
.spent{font-size:28px;font-weight:700;line-height:1.2}
.spent span{font-size:19px;font-weight:600;display:inline-block}
.figures{display:flex;flex-wrap:wrap;gap:8px 28px;margin-top:10px}
.figures dt{color:var(--soft);font-size:14px}
.figures dd{font-weight:600}
.figures dd small{display:block;color:var(--soft);font-weight:400;font-size:14px}
.answers{list-style:none;margin-top:10px}
form,.actions details{background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:10px 12px}
details form{border:0;padding:8px 0 0}
.actions{display:grid;gap:10px}
label{display:block;font-weight:600;font-size:15px}
input{width:100%;min-height:44px;margin:4px 0 8px;padding:6px 10px;font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--edge);border-radius:4px}
button{min-height:44px;width:100%;padding:6px 14px;font:inherit;font-weight:700;color:var(--button-ink);background:var(--button);border:0;border-radius:4px;cursor:pointer}
:focus-visible{outline:3px solid var(--spend);outline-offset:2px}
.hint{color:var(--soft);font-size:14px}
summary{cursor:pointer;min-height:44px;display:flex;align-items:center;font-weight:600}
summary::before{content:"▸";width:1.2em}
details[open]>summary::before{content:"▾"}
section{margin-top:22px}
h2{font-size:17px;padding-bottom:4px;border-bottom:1px solid var(--rule)}
h2 span{font-weight:400;color:var(--soft)}
.chart{display:block;width:100%;height:auto;margin-top:14px}
.chart.narrow{display:none}
.chart text{fill:var(--soft);font-size:14px;paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
.chart.narrow text{font-size:12px}
.chart path{fill:none}
.chart .grid{stroke:var(--rule)}.chart .axis{stroke:var(--edge)}
.chart .spend{stroke:var(--spend);stroke-width:3.5;stroke-linejoin:round}
.chart .now{fill:var(--spend);stroke:var(--bg);stroke-width:2}
.chart .fan{fill:var(--spend);opacity:.2}
.chart .likely{stroke:var(--spend);stroke-width:2.5;stroke-dasharray:2 5}
.chart .line{stroke-width:2}
.chart .line.budget{stroke:var(--soft)}
.chart .line.trim{stroke:var(--trim);stroke-dasharray:14 6}
.chart .line.divert{stroke:var(--divert);stroke-dasharray:5 5}
.chart .line.shutdown{stroke:var(--shutdown);stroke-width:3;stroke-dasharray:18 5 4 5}
.chart text.line-label{font-weight:600}
.chart text.trim{fill:var(--trim)}.chart text.divert{fill:var(--divert)}.chart text.shutdown{fill:var(--shutdown)}
.chart text.now-label,.chart text.future-label{fill:var(--ink);font-weight:600}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 28px}
.three{display:grid;grid-template-columns:1fr 1fr 1fr;gap:0 28px}
.steps{list-style:none;margin-top:6px}
.steps>li{padding:3px 0}
.steps b{font-weight:600}
table{border-collapse:collapse;width:100%;margin-top:4px}
caption{text-align:left;color:var(--soft);padding:6px 0}
th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--rule);vertical-align:top;font-weight:400}
thead th{color:var(--soft);font-size:14px}
tbody th{font-weight:600}
.number{text-align:right;white-space:nowrap}
.fleet table{font-size:15px}
.fleet tbody th{min-width:10.6em}
@media (min-width:1001px){.fleet td,.fleet thead th{overflow-wrap:break-word}.fleet .state,.fleet .criticality{min-width:6.6em}.fleet .hardware{min-width:8.6em}.fleet .held{min-width:10em}}
.whole{white-space:nowrap}
.replicas{white-space:nowrap}
.fleet small{display:block;color:var(--soft);font-size:14px}
.held{font-weight:600}
.hours{max-width:420px}
.log{list-style:none;margin-top:6px}
.log li{padding:3px 0}
.log .hint{display:block}
.notice{padding-top:12px}
.notice p{padding:8px 14px;border:2px solid var(--good);border-radius:4px;font-weight:600}
.notice.lost p{border-color:var(--shutdown)}
footer{margin-top:26px;padding-top:10px;padding-bottom:24px;color:var(--soft);font-size:14px}
a{color:var(--spend)}
[hidden]{display:none}
@media (max-width:900px){.first,.columns,.three{grid-template-columns:minmax(0,1fr)}}
@media (max-width:1000px){
.fleet thead{display:none}
.fleet table,.fleet tbody{display:block}
.fleet tr{display:flex;flex-wrap:wrap;gap:0 10px;padding:8px 0;border-bottom:1px solid var(--rule)}
.fleet td,.fleet th{display:block;border:0;padding:0}
.fleet tbody th,.fleet .held{flex-basis:100%}
.fleet .number{text-align:left}
.fleet td.today::before{content:"today "}
.fleet small{display:inline}
.fleet .held:empty{display:none}
.fleet tbody td,.fleet tbody th{min-width:0}
}
@media (max-width:700px){
.chart.wide{display:none}.chart.narrow{display:block}
.banner h1{font-size:20px}.spent{font-size:25px}
.figures{display:grid;grid-template-columns:1fr 1fr;gap:8px 14px}
}
`;
