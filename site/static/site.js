/* Explorers and tables. Without this file both remain readable: lists and plain tables. */
"use strict";

function tooltip(handler, event, item, value) {
  const id = "vg-tooltip-element"; // the name that JupyterLab's has
  const box = document.getElementById(id) ?? document.body.appendChild(Object.assign(document.createElement("div"), { id }));
  box.className = value ? "visible" : "";
  if (!value) return;
  box.replaceChildren(...Object.entries(value).filter(([, text]) => text !== "").map(([name, text]) => {
    const line = document.createElement(name === "title" ? "strong" : "span");
    line.textContent = name === "title" ? text : `${name}: ${text}`;
    return line;
  }));
  const room = document.documentElement;
  box.style.left = `${Math.max(0, Math.min(event.clientX + 12, room.clientWidth - box.offsetWidth - 4))}px`;
  box.style.top = `${event.clientY + 12 + box.offsetHeight > room.clientHeight
    ? Math.max(0, event.clientY - box.offsetHeight - 12) : event.clientY + 12}px`;
}

function explorers() {
  for (const box of document.querySelectorAll(".explorer")) {
    const spec = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const fields = box.querySelector(".explorer-fields");
    const picture = box.querySelector(".picture");
    const inner = document.createElement("div");
    picture.append(inner);
    new vega.View(vega.parse(spec), { renderer: "svg", loader: vega.loader(spec.usermeta.embedOptions.loader) })
      .initialize(inner, fields).hover().tooltip(tooltip).runAsync()
      .then(() => {
        const svg = inner.querySelector("svg"); // one image for screen readers; the list below has the events
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", spec.description);
        for (const part of svg.children) part.setAttribute("aria-hidden", "true");
        scrollers();
        box.dataset.ready = "yes";
      }, (error) => { picture.textContent = String(error); });
  }
}

function sortBy(table, column, button) {
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim().toLowerCase();
  const rows = [...table.tBodies[0].rows].map((row, place) => [key(row), place, row]);
  rows.sort(([a, i], [b, j]) => {
    if (!a !== !b) return a ? -1 : 1; // empty cells last, whichever way
    const order = a < b ? -1 : a > b ? 1 : 0;
    return (down ? -order : order) || i - j;
  });
  table.tBodies[0].append(...rows.map(([, , row]) => row));
}

function tables() {
  for (const table of document.querySelectorAll("table.record")) {
    const form = document.getElementById(table.dataset.filters);
    const said = document.getElementById(table.dataset.count);
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.addEventListener("click", () => sortBy(table, column, button));
      cell.replaceChildren(button);
    });
    const filter = () => {
      const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const choices = [...form.querySelectorAll("select")].filter((field) => field.value);
      let shown = 0;
      rows.forEach((row, i) => {
        const keep = words.every((word) => texts[i].includes(word)) &&
          choices.every((field) => (row.dataset[field.name] || "").split(";").includes(field.value));
        row.hidden = !keep;
        shown += keep;
      });
      said.textContent = `${shown} of ${rows.length}`;
    };
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }
}

/* What scrolls sideways must be reachable by keyboard. */
function scrollers() {
  for (const box of document.querySelectorAll(".wide, pre")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

document.addEventListener("DOMContentLoaded", explorers); // after vega.js, wherever it stands
tables();
scrollers();
