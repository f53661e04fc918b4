"use strict";
/* Keys press the buttons and links that a page has; without this script all of them still work. */
(() => {
  const typing = (at) => at.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, dialog[open]");
  const items = () => Array.from(document.querySelectorAll("[data-item]"));
  const step = (by) => {
    const all = items();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))].focus();
  };
  let busy = false;
  const press = (key) => {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found || busy || found.disabled) return false;
    found.classList.add("pressed");
    found.click();
    return true;
  };
  const own = {
    j: () => step(1),
    k: () => step(-1),
    w: () => document.getElementById("because")?.focus(),
    "/": () => document.querySelector("input[type=search]")?.focus() ?? press("q"),
    q: () => document.querySelector(".bar .brand a").click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && !event.target.closest("dialog")) {
        event.target.blur();
        document.getElementById("main")?.focus();
      } else if (event.key === "Enter" && event.target.id === "because") {
        event.preventDefault(); // which answer is meant is said by a key or a button
        event.target.blur();
        document.querySelector(".verdict")?.focus();
      }
      return;
    }
    if (event.repeat) return;
    const act = own[event.key];
    if (act ? (act(), true) : /^[a-z]$/.test(event.key) && press(event.key)) event.preventDefault();
  });
  const open = document.getElementById("keys-open");
  open.hidden = false;
  open.addEventListener("click", own["?"]);
  const filters = (event) => {
    if (event.target.closest("form.filters") && event.target.matches("select, input[type=radio]")) event.target.form.requestSubmit();
  };
  addEventListener("change", filters);
  document.addEventListener("htmx:beforeRequest", (event) => {
    busy = event.detail.requestConfig.verb === "post";
    document.getElementById("page")?.classList.toggle("busy", busy);
  });
  const over = () => {
    busy = false;
    document.getElementById("page")?.classList.remove("busy");
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    over();
    if (event.target.id === "job") return; // progress: who reads is left where they are
    const title = document.querySelector("#page h1");
    const first = document.querySelector("[autofocus]") ?? document.getElementById("main");
    if (title) first?.focus({ preventScroll: true });
    if (!location.hash) scrollTo(0, 0);
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
    document.addEventListener(name, () => {
      over();
      let told = document.getElementById("gone");
      if (!told) {
        told = document.createElement("p");
        told.id = "gone";
        told.className = "refusal";
        told.setAttribute("role", "alert");
        document.getElementById("main")?.prepend(told);
      }
      told.textContent = "The desk does not answer. Your last answer may not have been kept: see that `collate desk` runs, then load this page again.";
    });
  }
})();
