/**
 * Filters and sorts what is already on the page; it makes no markup of text. Each card's text is read once, on the first filter.
 */
export const pageScript = `"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const [tools, filter, severity, order, shown] = ["tools", "filter", "severity", "order", "shown"].map(byId);
  const findings = [...document.querySelectorAll("#findings .finding")];
  const groups = [...document.querySelectorAll(".cards")].map((box) => ({ box, cards: [...box.children] }));
  const targets = groups.flatMap(({ cards }) => cards);
  const texts = new Map();
  const textOf = (card) => {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
    return texts.get(card);
  };
  const levels = ["info", "warning", "error"];
  const levelOf = (card) => levels.findIndex((level) => card.classList.contains(level));
  const keep = (card, wanted) => {
    if (card.hidden === wanted) card.hidden = !wanted;
    return wanted;
  };
  const narrow = () => {
    const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const least = severity ? levels.indexOf(severity.value) : 0;
    const matches = (card) => words.every((word) => textOf(card).includes(word));
    const left = findings.filter((card) => keep(card, levelOf(card) >= least && matches(card))).length;
    const names = targets.filter((card) => keep(card, matches(card))).reduce((sum, card) => sum + Number(card.dataset.size), 0);
    const parts = [];
    if (findings.length > 0) parts.push(left + " of " + findings.length + " findings");
    if (targets.length > 0) parts.push("groups with " + names + " targets");
    shown.textContent = words.length > 0 || least > 0 ? parts.join(", ") : "";
  };
  const dead = (card) => Number(card.dataset.dead);
  const byName = new Intl.Collator("en", { numeric: true });
  const orders = {
    late: (a, b) => (dead(a) === dead(b) ? 0 : dead(b) - dead(a)),
    soon: (a, b) => (dead(a) === dead(b) ? 0 : dead(a) - dead(b)),
    name: (a, b) => byName.compare(a.dataset.name, b.dataset.name),
    size: (a, b) => Number(b.dataset.size) - Number(a.dataset.size),
  };
  const sort = () => {
    const compare = orders[order.value];
    for (const { box, cards } of groups) box.replaceChildren(...(compare ? cards.toSorted(compare) : cards));
  };
  let waiting = 0;
  filter.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(narrow);
  });
  if (severity) severity.addEventListener("change", narrow);
  if (order) order.addEventListener("change", sort);
  tools.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches && event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    }
    if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      narrow();
    }
  });
  tools.hidden = false;
  if (order && order.value !== "file") sort();
  if (filter.value || (severity && severity.value !== "info")) narrow();
})();
`;

/** SHA-256 of the script for the page's Content-Security-Policy; a test says what it must be. */
export const scriptHash = "sha256-bHbW0vO+x8PKPSZVYmR+0ajc134v6QonFCVMqrKEDdY=";
