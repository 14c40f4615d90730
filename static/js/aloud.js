// Reads a young person's page to them, where the browser has a voice of its own: one that speaks without the network.
// Everything works without this file: the button stays hidden.
const PARTS = "h1, h2, legend, label, li, p, .govuk-hint, .feedback-scale__words";
const LEFT_OUT = ".young-safe, .young-next, .feedback-ways, .feedback-scale__mark, .govuk-error-summary, [hidden]";
const STOP = "Stop reading";

const button = document.querySelector("[data-aloud]");
const speech = window.speechSynthesis;
if (button && speech) {
  offer();
  // Some browsers know their voices only after a while.
  speech.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (speech.speaking || speech.pending ? stop() : read()));
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  document.querySelector("[data-quick-exit]")?.addEventListener("click", stop);
}

function offer() {
  button.hidden = !voice();
}

function voice() {
  const ours = speech.getVoices().filter((each) => each.localService && each.lang.toLowerCase().startsWith("en"));
  return ours.find((each) => each.lang.replace("_", "-") === "en-GB") ?? ours[0];
}

// In pieces, so that it stops at once and no browser gives up on a long text.
function read() {
  const pieces = texts();
  button.dataset.aloud ||= button.textContent;
  button.textContent = STOP;
  pieces.forEach((text, place) => {
    const piece = new SpeechSynthesisUtterance(text);
    piece.lang = "en-GB";
    piece.voice = voice();
    piece.onerror = rest;
    if (place === pieces.length - 1) {
      piece.onend = rest;
    }
    speech.speak(piece);
  });
}

function stop() {
  speech.cancel();
  rest();
}

function rest() {
  button.textContent = button.dataset.aloud || button.textContent;
}

// What stands on the page, once each: not what is inside of something that is read anyway, nor what cannot be seen.
function texts() {
  const found = [...document.querySelectorAll(`#main-content :is(${PARTS})`)];
  return found
    .filter((part) => !part.closest(LEFT_OUT) && part.getClientRects().length > 0)
    .filter((part) => !found.some((other) => other !== part && other.contains(part)))
    .map((part) => part.innerText.trim())
    .filter(Boolean);
}
