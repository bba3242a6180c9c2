/** The page's style. Every state has a sign or a word besides its colour. */
export const style = String.raw`
:root {
  color-scheme: light dark;
  --bg: #f6f7f5; --card: #ffffff; --ink: #1b2228; --soft: #5a6670;
  --line: #d9dedd; --tint: #eef1ef; --accent: #0b6e78; --focus: #0b6e78;
  --good: #17734a; --good-bg: #e3f3ea; --bad: #b3261e; --bad-bg: #fbe6e3;
  --warn: #8a5a00; --warn-bg: #fbf0d6; --calm: #5c5f7a; --calm-bg: #ecebf4;
  --data: #eaf3f5; --data-line: #9cc3ca;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) {
    --bg: #14181b; --card: #1c2226; --ink: #e4e9eb; --soft: #98a5ad;
    --line: #333c42; --tint: #242b30; --accent: #5cc4cf; --focus: #5cc4cf;
    --good: #68cf9b; --good-bg: #173528; --bad: #ff8f84; --bad-bg: #432120;
    --warn: #eabd62; --warn-bg: #3a2e14; --calm: #b4b3d6; --calm-bg: #2a2a3c;
    --data: #1b2b30; --data-line: #3c666e;
  }
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] {
  color-scheme: dark;
  --bg: #14181b; --card: #1c2226; --ink: #e4e9eb; --soft: #98a5ad;
  --line: #333c42; --tint: #242b30; --accent: #5cc4cf; --focus: #5cc4cf;
  --good: #68cf9b; --good-bg: #173528; --bad: #ff8f84; --bad-bg: #432120;
  --warn: #eabd62; --warn-bg: #3a2e14; --calm: #b4b3d6; --calm-bg: #2a2a3c;
  --data: #1b2b30; --data-line: #3c666e;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0; background: var(--bg); color: var(--ink);
  font: 15px/1.5 system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
code, .mono { font-family: var(--mono); font-size: .9em; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.soft { color: var(--soft); }
.hidden { display: none !important; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem; z-index: 9; }
main, header.top { max-width: 1500px; margin: 0 auto; padding: 0 1.5rem; }
header.top { padding-top: 1.4rem; }
.brand { display: flex; gap: .8rem; align-items: baseline; color: var(--soft); }
.brand b { color: var(--accent); font-family: var(--mono); letter-spacing: -.02em; }
.brand .fill { flex: 1; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 .9rem; letter-spacing: -.015em; }
h1 .sign { display: inline-grid; place-items: center; width: 1.5em; height: 1.5em;
  border-radius: 50%; font-size: .8em; margin-right: .45em; }
h1.ok .sign { background: var(--good-bg); color: var(--good); }
h1.no .sign { background: var(--bad-bg); color: var(--bad); }
h2 { font-size: 1.12rem; margin: 2.2rem 0 .2rem; letter-spacing: -.01em; }
h2 + p { margin: 0 0 .8rem; color: var(--soft); }
.bar { display: flex; gap: 2px; height: .6rem; border-radius: .3rem; overflow: hidden; max-width: 46rem; }
.bar i { display: block; min-width: 4px; }
.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .7rem 0 0; padding: 0; list-style: none; }
.facts b { font-variant-numeric: tabular-nums; }
.swatch { display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin-right: .4em; }
.s-passed { background: var(--good); }
.s-deviation { background: var(--bad); }
.s-error { background: repeating-linear-gradient(45deg, var(--bad) 0 3px, var(--card) 3px 5px); }
.s-known { background: repeating-linear-gradient(135deg, var(--calm) 0 3px, var(--calm-bg) 3px 5px); }
.s-not-run { background: var(--line); }
.btn { border: 1px solid var(--line); background: var(--card); border-radius: .4rem;
  padding: .22rem .65rem; cursor: pointer; }
.btn { text-decoration: none; color: inherit; font-size: .92rem; }
.btn:hover { border-color: var(--accent); }
.badge { display: inline-block; border-radius: .3rem; padding: .05rem .45rem; font-size: .8rem;
  white-space: nowrap; border: 1px solid transparent; background: var(--tint); color: var(--soft); }
.badge.passed, .badge.none { background: var(--good-bg); color: var(--good); }
.badge.deviation, .badge.error, .badge.high { background: var(--bad-bg); color: var(--bad); border-color: currentColor; }
.badge.low, .badge.only { background: var(--warn-bg); color: var(--warn); }
.badge.known { background: var(--calm-bg); color: var(--calm); }
.reasons { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .8rem; }
.reason { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--calm);
  border-radius: .5rem; padding: .8rem 1rem; display: flex; flex-direction: column; gap: .35rem; }
.reason.deviates { border-left-color: var(--bad); }
.reason h3 { margin: 0; font: 600 .93rem/1.35 var(--mono); overflow-wrap: anywhere; }
.reason p { margin: 0; overflow-wrap: anywhere; }
.reason .row { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
.reason .cure { display: grid; grid-template-columns: auto 1fr; gap: .1rem .6rem; align-items: baseline; overflow-wrap: anywhere; }
.reason .row:last-child { margin-top: auto; padding-top: .4rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
table.matrix { border-collapse: separate; border-spacing: 0; min-width: 100%; }
.matrix th, .matrix td { border-bottom: 1px solid var(--line); padding: .5rem .7rem; text-align: left; vertical-align: top; }
.matrix tr:last-child > * { border-bottom: 0; }
.matrix thead th { background: var(--tint); font: 600 .88rem/1.4 var(--mono); white-space: nowrap; }
.matrix th small { display: block; font: .8rem system-ui, sans-serif; color: var(--soft); }
.matrix tbody th { position: sticky; left: 0; background: var(--card); border-right: 1px solid var(--line);
  font: 600 .85rem/1.4 var(--mono); max-width: 17rem; min-width: 9rem; overflow-wrap: anywhere; }
.matrix td { min-width: 11.5rem; }
.entry { all: unset; display: block; width: 100%; cursor: pointer; border-radius: .3rem; }
.entry:focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; }
.entry:hover .sum { text-decoration: underline; }
.entry .sum { display: flex; flex-wrap: wrap; gap: 0 .7rem; white-space: nowrap; font-variant-numeric: tabular-nums; font-weight: 600; }
.p { color: var(--good); } .f { color: var(--bad); } .k { color: var(--calm); } .o { color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: 3px; margin: .3rem 0; }
.chip { font: .74rem/1 var(--mono); padding: .2rem .28rem; border-radius: .2rem; border: 1px solid var(--line); color: var(--soft); }
.chip.passed { background: var(--good-bg); color: var(--good); border-color: transparent; }
.chip.deviation, .chip.error { background: var(--bad); color: var(--card); border-color: var(--bad); font-weight: 700; }
.chip.known { background: var(--calm-bg); color: var(--calm); border-color: var(--calm); }
.chip.not-run { border-style: dashed; }
.entry .why { font: .78rem/1.35 var(--mono); color: var(--soft); overflow-wrap: anywhere; }
.filters { position: sticky; top: 0; z-index: 3; background: var(--bg); padding: .6rem 0;
  display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.filters label { display: flex; flex-direction: column; font-size: .78rem; color: var(--soft); gap: .1rem; }
.filters select, .filters input { border: 1px solid var(--line); background: var(--card); color: var(--ink);
  border-radius: .4rem; padding: .28rem .5rem; max-width: 13rem; font-size: .9rem; height: 2.1rem; }
.filters input { min-width: 12rem; }
#reset { height: 2.1rem; }
.filters output { margin-left: auto; color: var(--soft); align-self: center; font-variant-numeric: tabular-nums; }
.list { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.list li { content-visibility: auto; contain-intrinsic-size: auto 2.3rem; border-bottom: 1px solid var(--line); }
.list li:last-child { border: 0; }
.list a { display: grid; grid-template-columns: 1.4rem minmax(11rem, 2fr) minmax(9rem, 2fr) minmax(7rem, 1.1fr) minmax(11rem, 2.2fr) 4rem;
  gap: .8rem; padding: .38rem .9rem; color: inherit; text-decoration: none; align-items: baseline; border-left: 4px solid transparent; }
.list a > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list a:hover { background: var(--tint); }
.list a[aria-current] { background: var(--tint); border-left-color: var(--accent); }
.list .ms { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
.list .deviation .mk, .list .error .mk { color: var(--bad); font-weight: 700; }
.list .known .mk { color: var(--calm); } .list .passed .mk { color: var(--good); } .list .not-run { color: var(--soft); }
.empty { padding: 2rem; text-align: center; color: var(--soft); }
.lanes { columns: 2 24rem; padding: 0; list-style: none; margin-bottom: 3rem; }
.lanes li { break-inside: avoid; padding: .15rem 0; overflow-wrap: anywhere; }
aside.cell { position: fixed; inset: 0 0 0 auto; width: min(50rem, 100vw); background: var(--card);
  border-left: 1px solid var(--line); box-shadow: -1rem 0 3rem rgb(0 0 0 / .13); overflow-y: auto; z-index: 5; }
.cell .head { position: sticky; top: 0; background: var(--card); border-bottom: 1px solid var(--line);
  display: flex; gap: .5rem; align-items: center; padding: .6rem 1.2rem; z-index: 2; }
.cell .head .fill { flex: 1; }
.cell .body { padding: 1rem 1.2rem 3rem; }
.cell h2 { font: 600 1.15rem/1.35 var(--mono); margin: 0; overflow-wrap: anywhere; }
.cell h3 { font-size: .78rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 1.5rem 0 .45rem; }
.cell .pair { margin: .15rem 0 0; overflow-wrap: anywhere; }
.strip { display: flex; flex-wrap: wrap; gap: .3rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.strip li { border: 1px solid var(--line); border-radius: .4rem; padding: .2rem .55rem; font-size: .84rem; font-variant-numeric: tabular-nums; }
.strip li.y b { color: var(--good); }
.strip li.n { background: var(--bad-bg); border-color: var(--bad); color: var(--bad); }
.strip small { color: var(--soft); }
.lead { font-size: 1.06rem; margin: 1rem 0 .3rem; overflow-wrap: anywhere; }
.cell details { margin: .4rem 0; }
.cell summary { cursor: pointer; color: var(--accent); }
.cure-card { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; margin: .5rem 0; }
.cure-card .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.cure-card p { margin: .3rem 0; overflow-wrap: anywhere; }
.line { display: flex; gap: .5rem; align-items: start; background: var(--tint); border-radius: .35rem; padding: .4rem .6rem; margin: .4rem 0; }
.line pre { margin: 0; flex: 1; white-space: pre-wrap; overflow-wrap: anywhere; font: .84rem/1.5 var(--mono); }
.line .btn { font-size: .8rem; padding: 0 .5rem; }
dl.proof { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .9rem; margin: 0; }
dl.proof dt { color: var(--soft); font: .82rem/1.8 var(--mono); }
dl.proof dd { margin: 0; overflow-wrap: anywhere; }
.plainlist { margin: 0; padding-left: 1.1rem; overflow-wrap: anywhere; }
pre.log { max-height: 20rem; overflow: auto; background: var(--tint); padding: .7rem; border-radius: .4rem; font: .8rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
.tl-head { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
.lanes-head, .tl-row { display: grid; grid-template-columns: 4.2rem 1fr; }
.lanes-head { position: sticky; top: 3.1rem; background: var(--card); z-index: 1; font-weight: 600; font-size: .85rem; padding: .3rem 0; }
.lanes-head div { display: flex; justify-content: space-between; }
.tl-row { font-size: .85rem; line-height: 1.35; }
.tl-row time { color: var(--soft); font: .76rem/1.9 var(--mono); text-align: right; padding-right: .7rem; font-variant-numeric: tabular-nums; }
.tl-row .wire { border: 2px solid var(--line); border-width: 0 2px; padding: .12rem 0; min-width: 0; }
.msg { display: flex; align-items: center; gap: .4rem; padding: 0 .15rem 0 .5rem; }
.msg.server { flex-direction: row-reverse; padding: 0 .5rem 0 .15rem; }
.msg .txt { max-width: 78%; overflow-wrap: anywhere; }
.msg.server .txt { text-align: right; }
.msg .arrow { flex: 1; min-width: 2rem; height: 0; border-top: 1px solid var(--data-line); position: relative; }
.msg .arrow::after { content: ''; position: absolute; top: -4px; right: 0; border: 4px solid transparent; border-right: 0; border-left-color: var(--accent); border-left-width: 7px; }
.msg.server .arrow::after { right: auto; left: 0; border: 4px solid transparent; border-left: 0; border-right: 7px solid var(--accent); }
.msg.unknown .arrow::after { display: none; }
.note { width: fit-content; max-width: 85%; padding: .1rem .5rem; margin: .1rem .5rem; border-radius: .3rem; background: var(--tint); overflow-wrap: anywhere; }
.note.server { margin-left: auto; text-align: right; }
.note.unknown { margin-inline: auto; }
.txt small, .note small { color: var(--soft); }
.k-command .txt, .k-reply .txt { font-family: var(--mono); font-weight: 600; font-size: .82rem; }
.k-command small, .k-reply small { font-family: system-ui, sans-serif; font-weight: 400; }
.w-bad > * > .txt, .w-bad > .note, .w-bad .what { color: var(--bad); }
.w-bad .note { background: var(--bad-bg); }
.w-notable .what { color: var(--warn); background: var(--warn-bg); border-radius: .2rem; padding: 0 .25rem; }
.w-good .what { color: var(--good); }
.band { background: var(--data); border-left: 3px solid var(--data-line); border-radius: .3rem; margin: .15rem 0; padding: .15rem 0; }
.band .tl-row { grid-template-columns: calc(4.2rem - 3px) 1fr; }
.band .wire { border-color: var(--data-line); border-style: dashed; border-width: 0 2px; margin: 0 0 0 1.6rem; }
.band > p { margin: 0; padding: .1rem .5rem .1rem 6rem; font-size: .78rem; font-weight: 600; color: var(--accent); }
.no-tls .k-tls.w-plain { display: none; }
@media (min-width: 1250px) { body.open main, body.open header.top { margin-right: min(50rem, 58vw); max-width: none; } }
@media (min-width: 1250px) {
  body.open .list a { grid-template-columns: 1.4rem minmax(9rem, 2fr) minmax(9rem, 2fr) 3.6rem; }
  body.open .list a > .hide { display: none; }
}
@media (max-width: 1000px) {
  main, header.top { padding-inline: 1rem; }
  .list a, body.open .list a { grid-template-columns: 1.4rem 1fr 1fr 4rem; gap: 0 .6rem; }
  .list a > :nth-child(2) { grid-column: 2 / 4; }
  .list a > .ms { grid-column: 4; grid-row: 1; }
  .list a > :nth-child(n + 3):not(.ms) { color: var(--soft); font-size: .84rem; }
  .list a > :nth-child(3) { grid-column: 2; }
  .list a > :nth-child(5) { grid-column: 2 / 5; }
  .list .passed a > :nth-child(5) { display: none; }
  .filters { position: static; }
  #reset { height: 2.1rem; }
.filters output { margin-left: 0; }
}
@media print {
  :root, :root[data-theme] { --bg: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --tint: #f3f3f3;
    --good: #0a5c37; --bad: #9c1710; --warn: #6b4600; --calm: #44466b; --accent: #064c54; }
  body { font-size: 9.5pt; }
  .filters, .btn, .skip, .brand button { display: none; }
  .scroll { overflow: visible; }
  .list li { content-visibility: visible; break-inside: avoid; }
  .reason, .cure-card, .tl-row, tr { break-inside: avoid; }
  aside.cell { position: static; width: auto; box-shadow: none; border: 0; }
  .cell .head, .lanes-head { position: static; }
  body.open main, body.open header.top { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
