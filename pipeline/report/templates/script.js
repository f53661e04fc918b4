"use strict";
(() => {
  const table = document.getElementById("all-works");
  const box = document.getElementById("find");
  if (table && box) {
    const query = document.getElementById("query");
    const found = document.getElementById("found");
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, text: null }));
    const search = () => {
      const words = fold(query.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const entry of rows) {
        entry.text ??= fold(Array.from(entry.row.cells, (cell) => cell.textContent).join(" "));
        const holds = words.every((word) => entry.text.includes(word));
        entry.row.hidden = !holds;
        count += holds;
      }
      found.textContent = words.length ? `${count} of ${rows.length} listed` : "";
    };
    let waiting = 0;
    query.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(search, 80);
    });
    box.hidden = false;
    if (query.value) search();
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.hidden) target.hidden = false;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details.evidence:not([open]), details.choices:not([open])"));
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of opened) part.open = false; });
})();
