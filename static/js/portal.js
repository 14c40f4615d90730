// Everything works without this file. It starts GOV.UK's components, folds contents and filters away on phones, says as
// people type whether numbers add up (the server stays the judge), keeps tables tables, and empties a young person's page
// when they leave it fast.
import { initAll } from "asset:govuk-frontend.js";

const NARROW = "(max-width: 61.24em)";
// Long enough that a screen reader is not interrupted at every key.
const PAUSE_MS = 400;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const folded of document.querySelectorAll("details[data-folds]")) {
  folded.open = !window.matchMedia(NARROW).matches;
}

// The page is empty before the other one comes, and is not in the list that "back" goes through. The session ends too, so
// that the pages before it cannot be read either.
document.querySelector("[data-quick-exit]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const form = document.querySelector("[data-exit-form]");
  if (form) {
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
  }
  document.title = "";
  document.body.replaceChildren();
  location.replace(event.currentTarget.href);
});

// Whoever goes back to a form that is not to be filled in again finds it as the server gave it, whatever was typed.
window.addEventListener("pageshow", (event) => {
  const [visit] = performance.getEntriesByType("navigation");
  if (event.persisted || visit?.type === "back_forward") {
    document.querySelectorAll('form[autocomplete="off"]').forEach((form) => form.reset());
  }
});

for (const group of document.querySelectorAll("[data-sum-group]")) {
  let waiting;
  showSum(group);
  group.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(showSum, PAUSE_MS, group);
  });
}

// Some browsers forget what a table is while its rows are shown as blocks (tables.css). Roles in the page itself would
// repeat what its elements say, and are not allowed there.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const part of document.querySelectorAll(".portal-table--stacks :is(table, thead, tbody, tr, td)")) {
  part.setAttribute("role", ROLES[part.tagName]);
}
for (const heading of document.querySelectorAll(".portal-table--stacks th")) {
  heading.setAttribute("role", heading.scope === "col" ? "columnheader" : "rowheader");
}

function showSum(group) {
  const read = "sumMoney" in group.dataset ? penceIn : numberIn;
  const parts = [...group.querySelectorAll('[data-sum="part"]')].map((input) => read(input.value));
  const sum = parts.reduce((total, part) => total + part, 0);
  const { sumText, sumRule, sumNoun } = group.dataset;
  const total = sumText ? sum : read(totalOf(group));
  const known = !Number.isNaN(sum) && !Number.isNaN(total);
  const output = group.querySelector("output");
  if (sumText) {
    output.value = sum > 0 ? `${sumText}: ${pounds(sum)} a week` : sumRule;
    return;
  }
  const say = read === penceIn ? moneySentence : sentence;
  output.value = known ? say(sum, total, sumNoun) : sumRule;
  group.classList.toggle("portal-sum--agrees", known && sum === total);
  group.classList.toggle("portal-sum--over", known && sum > total);
}

function totalOf(group) {
  const input = group.querySelector('[data-sum="total"]');
  return input ? input.value : group.dataset.sumTotal;
}

// An empty box counts as nothing yet; anything but digits and their commas or spaces is for the server to refuse.
function numberIn(text = "") {
  const plain = text.replace(/[\s,]/g, "");
  return /^[0-9]*$/.test(plain) ? Number(plain) : NaN;
}

// Pounds as whole pence, so that sums are exact.
function penceIn(text = "") {
  const plain = text.replace(/[\s,£]/g, "");
  return /^[0-9]*(\.[0-9]{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN;
}

function moneySentence(sum, total, noun) {
  return `Adds up to ${pounds(sum)} of the ${pounds(total)} ${noun}`;
}

function pounds(pence) {
  return (pence / 100).toLocaleString("en-GB", { style: "currency", currency: "GBP" });
}

function sentence(sum, total, noun) {
  return `Adds up to ${sum.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} ${noun}`;
}
