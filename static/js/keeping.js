// Keeps what is typed on a page of a visit until the server has it. While people write it is sent in the background; when
// there is no connection it is kept in this tab (sessionStorage, where it survives a reload) and sent when the line
// returns. Nothing stays: it is forgotten as soon as it is saved, and all of it on signing out and on the sign-in page.
// Everything works without this file: the button saves.
const PREFIX = "unsent:";
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
const UNSAVED = "Not saved yet.";
const SAVING = "Saving.";

// Other tabs of this browser hear of it when somebody has signed out.
const tabs = new BroadcastChannel("unsent");
const form = document.querySelector("form[data-keeps]");
const leaving = document.querySelector("form[data-forgets]");
if (form) {
  keep(form);
} else if (leaving) {
  leaving.addEventListener("submit", () => forget(() => true));
} else {
  forget(() => true);
  tabs.postMessage("left");
}

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

function keep(page) {
  const key = PREFIX + page.dataset.keeps;
  const person = page.dataset.keeps.split(":").pop();
  const line = page.querySelector("[data-keeping]");
  let unsent = false;
  let hasPage = false;
  let sending = null;
  let timer;

  // Whoever sat here before left nothing for the next.
  forget((other) => !other.endsWith(`:${person}`));
  // What the server has answered on this page it was given: only what it never saw is put back.
  if (document.querySelector(".govuk-error-summary")) {
    store()?.removeItem(key);
  } else {
    restore();
  }
  page.addEventListener("input", () => changed(PAUSE_MS));
  page.addEventListener("submit", save);
  window.addEventListener("online", () => unsent && send());
  // The session is over: what is sent now is parked by the server, and this tab forgets it too.
  tabs.addEventListener("message", () => unsent && send());

  function fields() {
    return [...page.elements].filter((field) => field.name && field.type !== "submit" && field.name !== "csrf_token");
  }

  function values() {
    const picked = fields().filter((field) => field.type !== "radio" || field.checked);
    return picked.map((field) => [field.name, field.value]);
  }

  // What people typed, without what the page carries along.
  function typed() {
    return JSON.stringify(values().filter(([name]) => !CARRIED.includes(name)));
  }

  function restore() {
    const text = store()?.getItem(key);
    if (!text) {
      return;
    }
    const kept = new Map(JSON.parse(text));
    for (const field of fields().filter((each) => kept.has(each.name))) {
      if (field.type === "radio") {
        field.checked = field.value === kept.get(field.name);
      } else {
        field.value = kept.get(field.name);
      }
    }
    changed(0);
  }

  function changed(wait) {
    unsent = true;
    remember();
    if (!line.textContent.startsWith("Not saved")) {
      say(UNSAVED);
    }
    again(wait);
  }

  function remember() {
    try {
      store()?.setItem(key, JSON.stringify(values()));
    } catch {
      // The tab's room is full: the text still stands in the page.
    }
  }

  function again(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  // One at a time; true when the server has everything that is typed.
  function send() {
    sending ??= inTurn(exchange).finally(() => {
      sending = null;
    });
    return sending;
  }

  // One tab of a browser after another: once the session is over each answer changes the cookie that leads back to what
  // was kept, and the last of two would hide the other.
  function inTurn(work) {
    return navigator.locks ? navigator.locks.request("unsent", work) : work();
  }

  async function exchange() {
    clearTimeout(timer);
    hasPage = false;
    const before = typed();
    if (line.textContent === UNSAVED) {
      say(SAVING);
    }
    let answer;
    try {
      answer = await fetch(page.action, {
        method: "POST",
        body: new FormData(page),
        headers: { Accept: "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
    } catch {
      say(NOT_SAVED);
      again(RETRY_MS);
      return false;
    }
    return judge(answer, before);
  }

  async function judge(answer, before) {
    const said = await answer.json().catch(() => null);
    // What the portal does not say in its own words may come from anything on the way to it: a page of a network that
    // asks to be signed in to, of a filter, of a portal that is being mended. Then nothing is known to have arrived.
    if (typeof said?.message !== "string" || (answer.ok && !/^\d+$/.test(said.version))) {
      const isBusy = answer.status >= 500 || answer.status === 429;
      hasPage = !isBusy;
      say(isBusy ? BUSY : ELSEWHERE);
      again(RETRY_MS);
      return false;
    }
    if (said.ended) {
      return leave(said);
    }
    if (!answer.ok) {
      hasPage = HAS_A_PAGE.includes(answer.status);
      say(`Not saved. ${said.message}`);
      return false;
    }
    page.elements.version.value = said.version;
    if (typed() !== before) {
      changed(PAUSE_MS);
      return false;
    }
    unsent = false;
    store()?.removeItem(key);
    say(said.message);
    return true;
  }

  // The session has ended, and nothing may stay here: the server has what was sent. Where it could not keep it, the words
  // stand on the screen until its owner has copied them.
  function leave(said) {
    forget(() => true);
    if (said.kept) {
      unsent = false;
      lead();
    } else {
      say(`Not saved. ${said.message}`);
    }
    return false;
  }

  // To the page that asks who is there, once the other tabs have sent theirs too: whatever is shown in between would put
  // back the cookie as it was before theirs.
  async function lead() {
    tabs.postMessage("left");
    await new Promise((go) => setTimeout(go, TOGETHER_MS));
    await inTurn(async () => {});
    location.assign(location.pathname);
  }

  // The button: on to the next page once everything is saved; where the server has something to say, its own page says it.
  async function save(event) {
    event.preventDefault();
    unsent = true;
    remember();
    await sending;
    if (await send()) {
      location.assign(page.dataset.next);
    } else if (unsent && hasPage) {
      HTMLFormElement.prototype.submit.call(page);
    }
  }

  function say(words) {
    if (line.textContent !== words) {
      line.textContent = words;
    }
  }
}
