"""The frame of an HTML page that needs nothing else: style, and a script for tables and filters.

Tables of the class `sortable` are sorted by a click on a head, by `data-value` where a cell has it.
Articles are filtered by the fields `kind`, `label`, `annotator` and `words`, where a page has them.
"""

from __future__ import annotations

from annotator.html_text import safe_html


def html_page(title: str, body: str, made: str) -> str:
    """Return the page. body: HTML. title, made: text; made is shown at the end."""
    return _PAGE.format(
        title=safe_html(title), style=_STYLE, script=_SCRIPT, body=body, made=safe_html(made)
    )


_PAGE = """<!--annotator report--><!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title><style>{style}</style></head>
<body><header><h1>{title}</h1></header><main>{body}</main>
<footer><p>{made}</p></footer><script>{script}</script></body></html>
"""

_STYLE = """
:root{--page:#fff;--ink:#14181d;--grey:#5a6570;--line:#d5dbe1;--tint:#f3f5f7;--accent:#0a62cc;
--warn:#fdf1dc;--warnline:#b06a00}
@media(prefers-color-scheme:dark){:root{--page:#0f1318;--ink:#e6eaee;--grey:#98a3ae;--line:#2b333c;
--tint:#1a2028;--accent:#8cc0ff;--warn:#2b2210;--warnline:#e0923c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.6rem;margin:1.5rem 0 .5rem}h2{font-size:1.25rem;margin:2.5rem 0 .75rem;
border-top:1px solid var(--line);padding-top:1rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}
.lead,.what,.where,figcaption,.sources,footer{color:var(--grey)}
.what,.where,figcaption,.sources,small{font-size:.85rem}
.caution{background:var(--warn);border-left:4px solid var(--warnline);padding:.25rem 1rem;
margin:1rem 0}
.caution h2{border:0;margin:.5rem 0;padding:0;font-size:1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;
margin:1rem 0}
.card{background:var(--tint);padding:.75rem 1rem;border-radius:.4rem}
.card h3{margin:0;font-weight:500}.card p{margin:0}.value{font-size:1.7rem;font-weight:650}
.bounds{overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem}
th,td{padding:.3rem .55rem;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
th{white-space:normal;vertical-align:bottom}
td.number,td.number small{font-variant-numeric:tabular-nums}
th button{all:unset;cursor:pointer;font-weight:650}
th button:focus-visible{outline:2px solid var(--accent)}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.heat td{text-align:center}
.shade{background:color-mix(in srgb,var(--accent) calc(var(--s)*.45),var(--page))}
figure{margin:1rem 0;overflow-x:auto}
svg{max-width:100%;min-width:36rem;height:auto;font:13px system-ui,sans-serif}
svg text{fill:var(--ink)}svg .grey{fill:var(--grey)}svg .grid{stroke:var(--line)}
svg .bar{stroke:var(--accent);stroke-width:3}svg .dot{fill:var(--accent)}
svg .path{stroke:var(--accent);stroke-width:1.5;fill:none}
.filters label{margin-right:.75rem;white-space:nowrap}
select,input{font:inherit;background:var(--page);color:var(--ink);border:1px solid var(--line);
border-radius:.3rem;padding:.1rem .3rem;max-width:11rem}
article{border-top:1px solid var(--line);padding:.5rem 0}article p{margin:.25rem 0}
article td{white-space:normal}article th{font-weight:500;color:var(--grey)}
article th,article td{border:0;padding:.1rem .7rem .1rem 0;vertical-align:top}
"""

_SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, column) => head.firstChild.addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") === "descending";
    heads.forEach(one => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = row => {
      const cell = row.cells[column];
      return "value" in cell.dataset
        ? (cell.dataset.value === "" ? -Infinity : Number(cell.dataset.value))
        : cell.textContent;
    };
    const order = (one, other) => one < other ? -1 : one > other ? 1 : 0;
    [...body.rows]
      .sort((one, other) => (up ? 1 : -1) * order(key(one), key(other)))
      .forEach(row => body.append(row));
  }));
}
const articles = [...document.querySelectorAll("article")];
const fields = ["kind", "label", "annotator"].map(name => document.getElementById(name));
const words = document.getElementById("words"), count = document.getElementById("count");
function filter() {
  let shown = 0;
  for (const one of articles) {
    const fits = fields.every(field =>
      !field.value || one.dataset[field.id].split("|").includes(field.value)) &&
      one.textContent.toLowerCase().includes(words.value.toLowerCase());
    one.hidden = !fits;
    shown += fits;
  }
  count.textContent = shown + (shown === 1 ? " sentence" : " sentences");
}
if (words) {
  [...fields, words].forEach(field => field.addEventListener("input", filter));
  filter();
}
"""
