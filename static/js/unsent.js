// Keeps what is typed on a page of a visit until the server has it. While people write it is sent in the background; when
// there is no connection it is kept in this tab (sessionStorage, where it survives a reload) and sent when the line
// returns, by its own page or by the next that has this file: the server knows whose it is by the token kept beside it.
// Nothing stays: it is forgotten as soon as the server has it, on signing out, and when somebody else signs in. What the
// server will not have stays for its writer alone, who is shown it to copy.
// Everything works without this file: the button saves.
const PREFIX = "unsent:";
const POSTED = { method: "POST", headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" };
// Long enough not to send at every key, short enough that little is ever unsent.
const PAUSE_MS = 1500;
const RETRY_MS = 5000;
// A line that swallows what is sent must not keep the other tabs waiting.
const PATIENCE_MS = 20000;
// Long enough for every tab to get in line once one of them has heard that the session is over.
const TOGETHER_MS = 500;
// Answers for which the server has a page of its own to show: both texts, or what to mend.
const HAS_A_PAGE = [409, 422];
const CARRIED = ["version", "desk"];
const NOT_SAVED = "Not saved: no connection. Your text is kept on this screen and sent when the line returns.";
const BUSY = "Not saved yet: the portal is busy. Your text is kept on this screen and sent again.";
const ELSEWHERE =
  "Not saved yet: something else answered for the portal. Your text is kept on this screen and sent again. Press the button to see what it says.";
const LEFT_BEHIND = "Some of what you wrote is not sent yet. Open ";
const WAITS = "Some of what you wrote is not sent yet: no connection. It is kept on this screen and sent when the line returns.";
const WAITS_BUSY =
  "Some of what you wrote is not sent yet: the portal is busy. It is kept on this screen and sent again.";
const WAITS_ELSEWHERE =
  "Some of what you wrote is not sent yet: something else answered for the portal. It is kept on this screen and sent again.";
const STAYS =
  "The portal could not keep what you typed. It stays in this tab until somebody else signs in: sign in here to see it.";
const NOT_KEPT = "The portal could not keep this. It stays in this tab until you have copied it or sent it from its page.";
const GIVEN_BACK = "Some of what you wrote is not saved. You can copy it here.";
const COPIED = "I have copied it";
const UNSAVED = "Not saved yet.";
const SAVING = "Saving.";

// Other tabs of this browser hear of it when a session is over ("left"), and when somebody signs out ("out").
const tabs = new BroadcastChannel("unsent");
let isOut = false;
tabs.addEventListener("message", ({ data }) => {
  isOut ||= data === "out";
});

// A browser may refuse to store anything: then the text stands in the page alone.
function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function keptKeys() {
  const kept = store();
  return kept ? Object.keys(kept).filter((key) => key.startsWith(PREFIX)) : [];
}

function forget(which) {
  for (const key of keptKeys().filter(which)) {
    store().removeItem(key);
  }
}

function owner(key) {
  return key.split(":").pop();
}

// Null where it is gone. What an earlier make of this file left is the values alone: only its own page can send it.
function readKept(key) {
  try {
    const kept = JSON.parse(store().getItem(key));
    return Array.isArray(kept) ? { values: kept } : kept;
  } catch {
    return null;
  }
}

function put(key, kept) {
  try {
    store()?.setItem(key, JSON.stringify(kept));
  } catch {
    // The tab's room is full: the text still stands in the page.
  }
}

// What another page could not send: left at once by a link, or open as the session ended. The element names who is here,
// or nobody on the sign-in page.
async function handIn(here) {
  const person = here.dataset.unsent;
  const own = form?.dataset.keeps;
  // What was answered for good is not sent again from this page.
  const answered = new Set();
  const told = new Map();
  const boxes = [];
  const rest = () => keptKeys().filter((key) => key !== PREFIX + own && !answered.has(key));
  const stop = new AbortController();
  let running = Promise.resolve();
  let timer;
  // Who signs out leaves nothing in their other tabs that this page shows: what the portal will not have goes with them.
  tabs.addEventListener("message", () => {
    if (isOut) {
      forget((key) => Boolean(readKept(key)?.refused) || answered.has(key));
      boxes.splice(0).forEach((box) => box.remove());
      told.clear();
      here.replaceChildren();
    }
    if (person) {
      turn();
    }
  });
  // An answer that comes after somebody has signed in would put back the cookie of before.
  document.querySelector("main form")?.addEventListener("submit", () => stop.abort());
  window.addEventListener("online", turn);
  // What a page sent as it was left arrives first.
  await new Promise((go) => setTimeout(go, TOGETHER_MS));
  await turn();
  if (!person) {
    tabs.postMessage("out" in here.dataset ? "out" : "left");
  }

  // One at a time, whatever asks for it.
  function turn() {
    running = running.then(handAll);
    return running;
  }

  async function handAll() {
    clearTimeout(timer);
    for (const key of rest()) {
      await inTurn(() => handOne(key));
    }
    if (!person && rest().length && !stop.signal.aborted) {
      timer = setTimeout(turn, RETRY_MS);
    }
  }

  // Read when its turn has come: the server may have had it by then.
  async function handOne(key) {
    const kept = readKept(key);
    if (!kept || stop.signal.aborted) {
      return;
    }
    const isSendable = kept.action && !kept.refused;
    const said = isSendable ? await deliver(kept, patient(stop.signal)) : { isRefused: true, message: kept.refused };
    const isAnothers = Boolean(person) && owner(key) !== person;
    if (isAnothers && !said.has && !said.ended && !said.isRefused) {
      return; // nothing of the portal was heard: the next page hands it in, and nobody here sees it
    }
    if (said.has || said.kept || isAnothers) {
      store()?.removeItem(key);
      tell(key, ...(said.kept ? [said.message] : []), ...(said.waits ? [linkTo(kept)] : []));
    } else if (isOut && (said.ended || said.isRefused)) {
      store()?.removeItem(key);
      tell(key);
    } else if (said.ended || said.isRefused) {
      answered.add(key);
      keepBack(key, kept, said);
    } else if (person) {
      tell(key, LEFT_BEHIND, linkTo(kept));
    } else {
      tell(key, said.isBusy ? WAITS_BUSY : said.isUnclear ? WAITS_ELSEWHERE : WAITS);
    }
  }

  // The server will not have it: it stays for its writer, who reads why. What was refused is not sent from here again.
  function keepBack(key, kept, said) {
    const reason = said.ended ? NOT_KEPT : said.message;
    if (said.isRefused && kept.action) {
      const isLed = kept.isLed ?? (!said.final && HAS_A_PAGE.includes(said.status));
      kept = { ...kept, refused: reason, isLed };
      put(key, kept);
    }
    if (!person) {
      tell(key, STAYS);
      return;
    }
    const box = boxOf(kept, reason ?? NOT_KEPT, kept.action && (kept.isLed ?? true), () => {
      store().removeItem(key);
      box.remove();
      tell(key);
    });
    boxes.push(box);
    here.after(box);
    tell(key, GIVEN_BACK);
  }

  function tell(key, ...parts) {
    told.delete(key);
    if (parts.length) {
      told.set(key, parts);
    }
    here.replaceChildren(...[...new Set([...told.values()].flat())].flatMap((part) => [part, " "]));
  }
}

function linkTo(kept) {
  const link = make("a", "govuk-link", kept.title);
  link.href = kept.action;
  return link;
}

function make(name, classes, text = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

// A text to be copied: why it is not saved, where its page is if that has a form, and a button that forgets it.
function boxOf(kept, reason, isLed, forgetIt) {
  const box = make("div", "govuk-form-group");
  const label = make("label", "govuk-label", kept.title ? `What you wrote on “${kept.title}”` : "What you wrote");
  const text = make("textarea", "govuk-textarea");
  const button = make("button", "govuk-button govuk-button--secondary", COPIED);
  const why = make("p", "govuk-body", `${reason} `);
  text.id = `unsent-${document.querySelectorAll("textarea").length}`;
  text.readOnly = true;
  text.rows = 5;
  text.value = kept.values.flatMap(([name, value]) => (value && !CARRIED.includes(name) ? [value] : [])).join("\n");
  label.htmlFor = text.id;
  button.type = "button";
  button.addEventListener("click", forgetIt);
  if (isLed) {
    why.append(linkTo(kept));
  }
  box.append(why, label, text, button);
  return box;
}

// Not longer than a line is waited for.
function patient(signal) {
  return AbortSignal.any ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) : signal;
}

async function deliver(kept, signal) {
  try {
    const body = new URLSearchParams([...kept.values, ["csrf_token", kept.token]]);
    return await hear(await fetch(kept.action, { ...POSTED, body, signal }));
  } catch {
    return {};
  }
}

// What the portal says in its own words, and whether it has what was sent. What it does not say so may come from anything
// on the way to it: a page of a network that asks to be signed in to, of a filter, of a portal that is being mended. Then
// nothing is known to have arrived.
async function hear(answer) {
  const said = await answer.json().catch(() => null);
  if (typeof said?.message !== "string" || (answer.ok && !/^\d+$/.test(said.version))) {
    return { isUnclear: true, isBusy: answer.status >= 500 || answer.status === 429 };
  }
  return { ...said, status: answer.status, has: answer.ok, isRefused: !answer.ok && !said.ended };
}

// One tab of a browser after another: once the session is over each answer changes the cookie that leads back to what
// was kept, and the last of two would hide the other.
function inTurn(work) {
  return navigator.locks ? navigator.locks.request("unsent", work) : work();
}
