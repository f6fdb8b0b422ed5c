import { createHash } from 'node:crypto';

/** How the page looks, on a screen and on paper. It asks the network for nothing. */
export const STYLE = `
:root { --ink: #1c2430; --soft: #5a6472; --line: #d9dee5; --fill: #f5f7fa; --good: #0b6b4f; --bad: #a63a00; --doubt: #6b5500; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 24px 48px; }
h1 { margin: 2px 0 10px; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 36px 0 10px; font-size: 18px; }
p { margin: 6px 0; }
.kicker, .quiet, figcaption { color: var(--soft); font-size: 13px; }
.kicker { letter-spacing: .06em; text-transform: uppercase; }
.badge { display: inline-block; margin: 0 8px 4px 0; padding: 2px 12px; border: 1px solid currentColor; border-radius: 99px; font-weight: 600; font-size: 14px; }
.good { color: var(--good); } .bad { color: var(--bad); } .doubt { color: var(--doubt); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin: 20px 0 4px; }
.card { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--fill); break-inside: avoid; }
.card b { display: block; font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.card i { font-size: 17px; font-style: normal; color: var(--soft); }
.card span { display: block; color: var(--soft); font-size: 13px; }
.note { margin: 8px 0; padding: 8px 14px; border-left: 4px solid #e69f00; background: #fff8e8; overflow-wrap: anywhere; break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 12px 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); font-size: 13px; white-space: nowrap; }
tr { break-inside: avoid; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.good, td.bad, td.doubt { white-space: nowrap; }
td.name { overflow-wrap: anywhere; min-width: 160px; }
td small { display: block; color: var(--soft); font-size: 12px; }
figure { margin: 14px 0; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 8px 24px; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 40px; padding-top: 12px; border-top: 2px solid var(--ink); }
@page { size: A4; margin: 14mm; }
@media print {
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; margin-top: 22px; }
  table, td small { font-size: 9pt; } .scroll { overflow: visible; }
  .pair { grid-template-columns: 1fr 1fr; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

const HASH = createHash('sha256').update(STYLE).digest('base64');

/** What the page may do: be styled, by this style alone. */
export const POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; base-uri 'none'; form-action 'none'`;
