"""Style: how a report looks, light and dark, from a telephone's width to a desk's.

Every text has a contrast of 4.5 or more to what is behind it (WCAG 2.2, 1.4.3).
"""

CSS = """
:root { --back: #f3f4f6; --card: #ffffff; --ink: #1b1e22; --quiet: #55595f; --line: #d5d8dc;
        --alarm: #a33c00; --link: #00568a; }
@media (prefers-color-scheme: dark) {
  :root { --back: #121417; --card: #1b1e22; --ink: #e8eaed; --quiet: #b0b5bb; --line: #3a3f45;
          --alarm: #f0a36b; --link: #7cc4f0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink);
       font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .6rem; }
p { margin: 0 0 .5rem; }
a { color: var(--link); }
code, dd { overflow-wrap: anywhere; }
code { font: .92em ui-monospace, monospace; }
ul { margin: 0 0 .8rem; padding: 0; list-style: none; }
li p { margin: 0; }
li + li { margin-top: .6rem; }
.lead { font-size: 1.1rem; }
.quiet, figcaption, dt { color: var(--quiet); }
.quiet { font-weight: normal; }
.card, section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
                 padding: 1rem; margin: 0 0 1rem; }
.card { border-left: .4rem solid var(--alarm); display: grid; gap: 1rem; }
.card h2, .card li strong { color: var(--alarm); }
.remedy { border-top: 1px solid var(--line); padding-top: .6rem; margin: 0; }
figure { margin: 0; min-width: 0; }
img { display: block; width: 100%; max-width: 36rem; height: auto; margin: 0 auto; }
figcaption { font-size: .92rem; margin-top: .4rem; }
figcaption strong { color: var(--ink); }
.grid { display: grid; gap: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
td + td, th + th { padding-left: .5rem; }
tbody strong { font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem .35rem 0;
         border-top: 1px solid var(--line); font-weight: normal; }
thead th { border-top: 0; color: var(--quiet); }
td { font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 40rem) {
  thead { display: none; }
  tbody tr { display: grid; grid-template-columns: auto 1fr; }
  tbody th { grid-column: 1 / -1; padding-right: 0; }
  td { border: 0; padding-top: 0; }
  td::before { content: attr(data-name) " "; color: var(--quiet); }
}
dl { margin: 0; display: grid; gap: .4rem 1.5rem;
     grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
dt { font-size: .85rem; }
dd { margin: 0; }
@media (min-width: 52rem) {
  main { padding: 1.5rem; }
  .card { grid-template-columns: 1fr 1fr; }
  .card > :only-child { grid-column: 1 / -1; }
  .grid { grid-template-columns: 1fr 1fr; }
}
"""
