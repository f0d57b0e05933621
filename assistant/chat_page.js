// The chat page in the browser: the conversation, the composer, the language of the page.
// The server sends escaped HTML; what the user typed is only ever set as text.
(() => {
  "use strict";
  const TURNS_KEY = "programme-assistant.turns";
  const LANGUAGE_KEY = "programme-assistant.language";
  const KEPT_TURNS = 50;
  const chat = (window.programmeChat = { turns: [], language: "en", pending: null, number: 0 });
  const words = window.programmeWords;
  const MAXIMUM = words.limit;
  let trigger = null;

  chat.find = (selector) => document.querySelector(selector);
  chat.word = (key, values = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`{${name}}`, value),
      words.text[chat.language][key] ?? key,
    );
  chat.announce = (text) => { chat.find("#announcer").textContent = text; };

  chat.store = (key, value) => {
    // Storage may be full or forbidden: the conversation then lives until the page is closed.
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* kept in memory */ }
  };
  const stored = (key, fallback) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; }
  };

  // --- language -------------------------------------------------------------------------------
  const browserLanguage = () =>
    (navigator.languages ?? [navigator.language])
      .map((name) => name.slice(0, 2))
      .find((name) => name in words.text) ?? "en";

  chat.translate = (root) => {
    for (const element of root.querySelectorAll("[data-text]"))
      element.textContent = chat.word(element.dataset.text);
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", chat.word(element.dataset.label));
      if (element.hasAttribute("title")) element.title = chat.word(element.dataset.label);
    }
  };

  const setLanguage = (language) => {
    chat.language = language in words.text ? language : "en";
    document.documentElement.lang = chat.language;
    document.title = chat.word("product");
    chat.translate(document);
    chat.find("#question").placeholder = chat.word("question.placeholder");
    for (const button of document.querySelectorAll("[data-language]"))
      button.setAttribute("aria-pressed", String(button.dataset.language === chat.language));
    chat.find("#starters").replaceChildren(...words.starters[chat.language].map(starter));
    showCorpus();
    count();
  };

  const starter = (question) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "starter";
    button.dataset.ask = question;
    button.textContent = question;
    item.append(button);
    return item;
  };

  // --- readiness ------------------------------------------------------------------------------
  let health = null;
  const showCorpus = () => {
    if (!health) return;
    const empty = health.ready && health.documents === 0;
    chat.find("#getting-ready").hidden = health.ready;
    chat.find("#corpus-empty").hidden = !empty;
    chat.find("#starters-box").hidden = empty;
    const key = health.documents === 1 ? "corpus.one" : "corpus.count";
    chat.find("#corpus-count").textContent =
      health.documents ? chat.word(key, { count: health.documents }) : "";
  };
  const checkHealth = async () => {
    const response = await fetch("/health", { cache: "no-store" });
    if (!response.ok) throw new Error("unhealthy");
    health = await response.json();
    showCorpus();
    return health;
  };
  const awaitReadiness = () =>
    checkHealth().catch(() => ({ ready: false }))
      .then(({ ready }) => { if (!ready) setTimeout(awaitReadiness, 2000); });

  // --- composer -------------------------------------------------------------------------------
  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
  };
  const count = () => {
    const left = MAXIMUM - chat.find("#question").value.trim().length;
    const counter = chat.find("#counter");
    counter.textContent = left > 100 ? ""
      : chat.word(left < 0 ? "question.over" : "question.left", { count: Math.abs(left) });
    counter.classList.toggle("over", left < 0);
    if (left >= 0) complain("");
  };
  const complain = (key) => {
    const line = chat.find("#problem");
    line.textContent = key ? chat.word(key, { limit: MAXIMUM }) : "";
    chat.find("#question").setAttribute("aria-invalid", String(Boolean(key)));
  };

  chat.ask = (text) => {
    const question = text.trim();
    if (chat.pending) return;
    if (!question) return complain("error.empty");
    if (question.length > MAXIMUM) return complain("error.too_long");
    complain("");
    const field = chat.find("#question");
    field.value = "";
    fit(field);
    count();
    send(question);
  };

  const history = () =>
    chat.turns.filter((turn) => turn.record).slice(-6).flatMap((turn) => [
      { role: "user", content: turn.question },
      { role: "assistant", content: turn.record.text.slice(0, 2000) },
    ]);

  const send = (question) => {
    const article = chat.article(question);
    chat.find("#conversation").append(article);
    const now = performance.now();
    chat.number += 1;
    chat.pending = { turn: chat.number, question, article, sent: now, heard: 0 };
    article.querySelector(".answer").innerHTML =
      `<p class="notice waiting">${chat.word("searching")}</p>`;
    showState();
    article.scrollIntoView({ block: "start", behavior: "smooth" });
    trigger("submit", { question, turn: chat.number, language: chat.language, history: history() });
    watchServer(chat.number);
  };

  // Gradio says nothing when the server is gone or its queue is full, so the page asks itself.
  const watchServer = (turn) => {
    if (chat.pending?.turn !== turn) return;
    const silent = performance.now() - (chat.pending.heard || chat.pending.sent);
    const again = () => setTimeout(() => watchServer(turn), 1500);
    if (silent < 1400) return again();
    checkHealth().then(
      () => (!chat.pending?.heard && silent > 20000 ? chat.fail(turn, "error.busy") : again()),
      () => chat.fail(turn, "error.gone"),
    );
  };

  chat.fail = (turn, key) => {
    if (chat.pending?.turn !== turn) return;
    const { article, question } = chat.pending;
    const box = article.querySelector(".answer");
    box.innerHTML = '<p class="notice failure" data-text=""></p>'
      + '<button type="button" class="chip" data-text="retry"></button>';
    box.firstChild.dataset.text = key;
    box.lastChild.dataset.ask = question;
    chat.translate(box);
    chat.pending = null;
    showState();
    chat.announce(chat.word(key));
  };

  // --- conversation ---------------------------------------------------------------------------
  chat.article = (question) => {
    const article = chat.find("#turn").content.firstElementChild.cloneNode(true);
    article.querySelector(".question").textContent = question;
    chat.translate(article);
    return article;
  };

  chat.receive = (event) => {
    if (!event || event.turn !== chat.pending?.turn) return;
    const { article, question } = chat.pending;
    chat.pending.heard = performance.now();
    const box = article.querySelector(".answer");
    box.innerHTML = event.html;
    if (!event.final) return;
    chat.pending = null;
    chat.translate(box);
    keep({ question, html: event.html, record: event.record });
    chat.announce(`${chat.word("answer.arrived")} ${box.querySelector(".status")?.textContent ?? ""} `
      + `${event.record?.text ?? box.textContent}`);
    showState();
  };

  const keep = (turn) => {
    // A sentence in place of an answer (refused, busy) is shown, and gone after a reload.
    if (!turn.record) return;
    chat.turns = [...chat.turns, turn].slice(-KEPT_TURNS);
    chat.store(TURNS_KEY, chat.turns);
    const articles = document.querySelectorAll("#conversation .turn");
    articles[articles.length - 1].dataset.index = String(chat.turns.length - 1);
  };

  const showState = () => {
    const begun = Boolean(chat.find("#conversation .turn"));
    chat.find("#chat").classList.toggle("begun", begun);
    chat.find("#empty").hidden = begun;
    for (const button of document.querySelectorAll("[data-needs-turns]"))
      button.disabled = chat.turns.length === 0 && !(begun && button.dataset.action === "clear");
    chat.find("#send").disabled = Boolean(chat.pending);
    chat.find("#conversation").setAttribute("aria-busy", String(Boolean(chat.pending)));
  };

  const restore = () => {
    chat.turns = stored(TURNS_KEY, []);
    if (!Array.isArray(chat.turns)) chat.turns = [];
    chat.turns.forEach((turn, index) => {
      const article = chat.article(turn.question);
      article.dataset.index = String(index);
      article.querySelector(".answer").innerHTML = turn.html;
      chat.find("#conversation").append(article);
    });
  };

  chat.clear = () => {
    chat.turns = [];
    chat.pending = null;
    chat.store(TURNS_KEY, []);
    chat.find("#conversation").replaceChildren();
    chat.closePassage();
    showState();
    chat.announce(chat.word("cleared"));
    chat.find("#question").focus();
  };

  // --- start ----------------------------------------------------------------------------------
  const bindComposer = () => {
    const field = chat.find("#question");
    field.addEventListener("input", () => { fit(field); count(); });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      chat.ask(field.value);
    });
    chat.find("#send").addEventListener("click", () => chat.ask(field.value));
  };

  chat.start = (send) => {
    trigger = send;
    restore();
    bindComposer();
    chat.bindActions();
    document.addEventListener("click", (event) => {
      const switcher = event.target.closest("[data-language]");
      if (!switcher) return;
      setLanguage(switcher.dataset.language);
      chat.store(LANGUAGE_KEY, chat.language);
    });
    setLanguage(stored(LANGUAGE_KEY, browserLanguage()));
    showState();
    awaitReadiness();
    chat.find("#chat").dataset.started = "";
  };
})();
