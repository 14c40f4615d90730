// The page of a sheet itself: what is typed there is remembered in the tab and sent while people write. The build puts
// this file behind unsent.js, whose words and functions it uses, and both are one script of the page.
const form = document.querySelector("form[data-keeps]");
const leaving = document.querySelector("form[data-forgets]");
const notice = document.querySelector("[data-unsent]");
if (form) {
  keep(form);
}
if (leaving) {
  leaving.addEventListener("submit", () => forget(() => true));
}
if (notice) {
  handIn(notice);
}

function keep(page) {
  const key = PREFIX + page.dataset.keeps;
  const line = page.querySelector("[data-keeping]");
  let unsent = false;
  let hasPage = false;
  let sending = null;
  let timer;
  let isLeft = false;

  // What the server has answered on this page it was given: only what it never saw is put back.
  if (document.querySelector(".govuk-error-summary")) {
    store()?.removeItem(key);
  } else {
    restore();
  }
  page.addEventListener("input", () => {
    isOut = false; // whoever writes is in, or thinks so
    changed(PAUSE_MS);
  });
  page.addEventListener("submit", save);
  window.addEventListener("online", () => unsent && send());
  // The session is over: what is sent now is parked by the server, and this tab forgets it too.
  tabs.addEventListener("message", () => unsent && send());
  document.addEventListener("visibilitychange", () => unsent && !isLeft && document.hidden && send());
  window.addEventListener("pagehide", flush);
  window.addEventListener("pageshow", () => {
    isLeft = false;
  });

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
    const found = readKept(key);
    if (!found) {
      return;
    }
    const kept = new Map(found.values);
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
    const title = document.querySelector("h1").textContent.trim();
    put(key, { action: page.action, title, token: page.elements.csrf_token.value, values: values() });
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

  // Whoever follows a link at once leaves no time for the pause: nobody is left to read the answer, so it stays in the tab
  // until the next page has heard that it arrived.
  function flush() {
    if (unsent && !isLeft) {
      isLeft = true;
      fetch(page.action, { ...POSTED, body: new FormData(page), keepalive: true }).catch(() => {});
    }
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
        ...POSTED,
        body: new FormData(page),
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
    const said = await hear(answer);
    if (said.isUnclear) {
      hasPage = !said.isBusy;
      say(said.isBusy ? BUSY : ELSEWHERE);
      again(RETRY_MS);
      return false;
    }
    if (said.ended) {
      return leave(said);
    }
    if (!said.has) {
      hasPage = HAS_A_PAGE.includes(said.status);
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

  // The session has ended, and nothing may stay here that the server has. Where it could not keep it, the words stand on
  // the screen and in the tab until their writer is back.
  function leave(said) {
    if (said.kept) {
      store()?.removeItem(key);
      unsent = false;
      lead();
    } else {
      if (isOut) {
        store()?.removeItem(key);
      }
      say(`Not saved. ${readKept(key) ? STAYS : said.message}`);
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
      isLeft = true;
      HTMLFormElement.prototype.submit.call(page);
    }
  }

  function say(words) {
    if (line.textContent !== words) {
      line.textContent = words;
    }
  }
}
