// Everything works without this file. It starts GOV.UK's components, folds contents and filters away on phones, and says
// as people type whether numbers add up; the server stays the judge.
import { initAll } from "asset:govuk-frontend.js";

const NARROW = "(max-width: 61.24em)";
// Long enough that a screen reader is not interrupted at every key.
const PAUSE_MS = 400;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const folded of document.querySelectorAll("details[data-folds]")) {
  folded.open = !window.matchMedia(NARROW).matches;
}

for (const group of document.querySelectorAll("[data-sum-group]")) {
  let waiting;
  showSum(group);
  group.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(showSum, PAUSE_MS, group);
  });
}

function showSum(group) {
  const parts = [...group.querySelectorAll('[data-sum="part"]')].map((input) => numberIn(input.value));
  const sum = parts.reduce((total, part) => total + part, 0);
  const total = totalOf(group);
  const known = !Number.isNaN(sum) && !Number.isNaN(total);
  const output = group.querySelector("output");
  output.value = known ? sentence(sum, total, group.dataset.sumNoun) : output.defaultValue;
  group.classList.toggle("portal-sum--agrees", known && sum === total);
  group.classList.toggle("portal-sum--over", known && sum > total);
}

function totalOf(group) {
  const input = group.querySelector('[data-sum="total"]');
  return numberIn(input ? input.value : group.dataset.sumTotal);
}

// An empty box counts as nothing yet; anything but digits and their commas or spaces is for the server to refuse.
function numberIn(text = "") {
  const plain = text.replace(/[\s,]/g, "");
  return /^[0-9]*$/.test(plain) ? Number(plain) : NaN;
}

function sentence(sum, total, noun) {
  return `Adds up to ${sum.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} ${noun}`;
}
