// Search, sorting, the choice of a region, links to sections. Every page can be read without them.
"use strict";

// Æ, Ø and Å as they are written by whoever has them, and by whoever has not.
const fold = (text) => text.toLowerCase().normalize("NFC")
  .replace(/[æåä]|aa|ae/g, "a").replace(/[øö]|oe/g, "o").replace(/[éèë]/g, "e").replace(/ü/g, "y")
  .replace(/[^a-z0-9]/g, "");

const form = document.querySelector(".soeg");
const field = document.getElementById("soeg");
const results = document.getElementById("fund");
const root = document.body.dataset.rod;

function search() {
  const word = fold(field.value);
  const typed = field.value.trim().toLowerCase();
  // First those that begin as it is typed, then by where the word stands.
  const hits = !word ? [] : KOMMUNER
    .map(([code, name]) => {
      const begins = code.startsWith(word) || name.toLowerCase().startsWith(typed);
      const position = fold(name).indexOf(word);
      return { code, name, rank: begins ? 0 : position < 0 ? -1 : position + 1 };
    })
    .filter((hit) => hit.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, "da"))
    .slice(0, 8);
  results.replaceChildren(...hits.map(({ code, name }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${root}kommuner/${code}/index.html`;
    link.textContent = `${name} (${code})`;
    item.append(link);
    return item;
  }));
  if (word && !hits.length) results.append(Object.assign(document.createElement("li"), { textContent: "Ingen kommune fundet" }));
  results.hidden = !word;
}

form.hidden = false;
field.addEventListener("input", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { field.value = ""; search(); field.focus(); }
});

// Sorting moves the rows of the body; the sum line stands in the foot and stays.
const cellValue = (row, column) => {
  const text = row.cells[column].textContent.trim();
  const number = Number(text.replace(/\./g, "").replace(",", ".").replace("−", "-"));
  return text === ".." ? -Infinity : Number.isNaN(number) ? text : number;
};

for (const table of document.querySelectorAll("table.sorterbar")) {
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const current = header.getAttribute("aria-sort");
      const descending = current ? current === "ascending" : header.classList.contains("t"); // numbers begin with the largest
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const rows = [...body.rows].map((row, position) => ({ row, position, value: cellValue(row, column) }));
      rows.sort((a, b) => {
        const order = typeof a.value === "string" ? a.value.localeCompare(b.value, "da") : a.value - b.value || 0;
        return (descending ? -order : order) || a.position - b.position;
      });
      body.append(...rows.map(({ row }) => row));
    });
  });
}

// The table of municipalities, of one region; the sum line is that of the nation.
const region = document.getElementById("region");
if (region) {
  const table = document.getElementById("kommunetabel");
  const column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent.trim() === "Region");
  region.parentElement.hidden = false;
  region.addEventListener("change", () => {
    for (const row of table.tBodies[0].rows) {
      row.hidden = region.value !== "" && row.cells[column].textContent !== region.value;
    }
    table.tFoot.hidden = region.value !== "";
  });
}

// A link to each section, to be copied.
for (const heading of document.querySelectorAll("h2[id]")) {
  const link = document.createElement("a");
  link.className = "anker";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", `Link til »${heading.textContent}«`);
  heading.append(" ", link);
}
