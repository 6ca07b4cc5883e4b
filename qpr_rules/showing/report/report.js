// Adds a filter and sortable tables where scripting is on. Everything can be read without.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const articles = [...document.querySelectorAll("article")];
  const byKpi = new Map(articles.map((article) => [article.dataset.kpi, article]));
  const rows = [...document.querySelectorAll(".chapter tr[data-kpi]")];
  const fields = { text: null, section: null, rating: null, owner: null };
  for (const name of Object.keys(fields)) fields[name] = document.getElementById(`filter-${name}`);
  const found = document.getElementById("filter-found");

  const wanted = (article) =>
    ["section", "rating", "owner"].every((name) => !fields[name].value || article.dataset[name] === fields[name].value) &&
    fields.text.value.toLowerCase().split(/\s+/).every((word) =>
      `${article.dataset.kpi} ${article.querySelector("h3").textContent}`.toLowerCase().includes(word));

  const filter = () => {
    for (const article of articles) article.hidden = !wanted(article);
    for (const row of rows) row.hidden = byKpi.get(row.dataset.kpi)?.hidden ?? false;
    for (const chapter of document.querySelectorAll(".chapter")) {
      chapter.hidden = !chapter.querySelector("article:not([hidden])");
    }
    const shown = articles.filter((article) => !article.hidden).length;
    found.textContent = shown === articles.length ? `All ${shown} are shown.` : `${shown} of ${articles.length} are shown.`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A link to a KPI that the filter hides shows all again.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) {
      form.reset();
      filter();
      target.scrollIntoView();
    }
  });
  form.hidden = articles.length < 2;
  filter();

  const text = (row, place) => row.cells[place].dataset.order ?? row.cells[place].textContent.trim();
  const number = (said) => parseFloat(said.replace(/[^0-9.-]/g, ""));
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const compare = (one, other) => {
          const [a, b] = [text(one, place), text(other, place)];
          const [x, y] = [number(a), number(b)];
          const isNumber = head.classList.contains("number") || one.cells[place].dataset.order !== undefined;
          const both = isNumber && !Number.isNaN(x) && !Number.isNaN(y);
          return isNumber ? (both ? x - y : Number.isNaN(x) - Number.isNaN(y)) : a.localeCompare(b, "en-GB");
        };
        body.append(...[...body.rows].sort((one, other) => (down ? -1 : 1) * compare(one, other)));
      });
    });
  }

  // Only what scrolls needs to be reached by keyboard.
  const settle = () => {
    for (const box of document.querySelectorAll(".scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", settle);
  for (const each of document.querySelectorAll("details")) each.addEventListener("toggle", settle);
  settle();
})();
