// Search and sorting. Every page is read without them.
"use strict";

// Æ, Ø and Å as they are written by whoever has them, and by whoever has not.
const fold = (tekst) => tekst.toLowerCase().normalize("NFC")
  .replace(/[æåä]|aa|ae/g, "a").replace(/[øö]|oe/g, "o").replace(/[éèë]/g, "e").replace(/ü/g, "y")
  .replace(/[^a-z0-9]/g, "");

const form = document.querySelector(".soeg");
const felt = document.getElementById("soeg");
const fund = document.getElementById("fund");
const rod = document.body.dataset.rod;

function find() {
  const ord = fold(felt.value);
  const skrevet = felt.value.trim().toLowerCase();
  // First those that begin as it is written, then by where the word stands.
  const traf = !ord ? [] : KOMMUNER
    .map(([kode, navn]) => {
      const begynder = kode.startsWith(ord) || navn.toLowerCase().startsWith(skrevet);
      const plads = fold(navn).indexOf(ord);
      return { kode, navn, sted: begynder ? 0 : plads < 0 ? -1 : plads + 1 };
    })
    .filter((k) => k.sted >= 0)
    .sort((a, b) => a.sted - b.sted || a.navn.localeCompare(b.navn, "da"))
    .slice(0, 8);
  fund.replaceChildren(...traf.map(({ kode, navn }) => {
    const punkt = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${rod}kommuner/${kode}/index.html`;
    link.textContent = `${navn} (${kode})`;
    punkt.append(link);
    return punkt;
  }));
  if (ord && !traf.length) fund.append(Object.assign(document.createElement("li"), { textContent: "Ingen kommune fundet" }));
  fund.hidden = !ord;
}

form.hidden = false;
felt.addEventListener("input", find);
form.addEventListener("submit", (haendelse) => {
  haendelse.preventDefault();
  fund.querySelector("a")?.click();
});
form.addEventListener("keydown", (haendelse) => {
  if (haendelse.key === "Escape") { felt.value = ""; find(); felt.focus(); }
});

// Sorting moves the rows of the body; the sum line stands in the foot and stays.
const vaerdi = (raekke, kolonne) => {
  const tekst = raekke.cells[kolonne].textContent.trim();
  const tal = Number(tekst.replace(/\./g, "").replace(",", ".").replace("−", "-"));
  return tekst === "–" ? -Infinity : Number.isNaN(tal) ? tekst : tal;
};

for (const tabel of document.querySelectorAll("table.sorterbar")) {
  const krop = tabel.tBodies[0];
  const hoveder = [...tabel.tHead.rows[0].cells];
  hoveder.forEach((hoved, kolonne) => {
    const knap = document.createElement("button");
    knap.type = "button";
    knap.append(...hoved.childNodes);
    hoved.append(knap);
    knap.addEventListener("click", () => {
      const nu = hoved.getAttribute("aria-sort");
      const faldende = nu ? nu === "ascending" : hoved.classList.contains("t"); // numbers begin with the largest
      hoveder.forEach((andet) => andet.removeAttribute("aria-sort"));
      hoved.setAttribute("aria-sort", faldende ? "descending" : "ascending");
      const raekker = [...krop.rows].map((raekke, plads) => ({ raekke, plads, v: vaerdi(raekke, kolonne) }));
      raekker.sort((a, b) => {
        const orden = typeof a.v === "string" ? a.v.localeCompare(b.v, "da") : a.v - b.v || 0;
        return (faldende ? -orden : orden) || a.plads - b.plads;
      });
      krop.append(...raekker.map(({ raekke }) => raekke));
    });
  });
}
