// The chat page in the browser: the composer and the conversation.
// The server sends escaped HTML; what the user typed is only ever set as text.
(() => {
  "use strict";
  const TURNS_KEY = "programme-assistant.turns";
  const LANGUAGE_KEY = "programme-assistant.language";
  const KEPT_TURNS = 50;
  const chat = window.programmeChat;
  const MAXIMUM = window.programmeWords.limit;
  let trigger = null;

  chat.announce = (text) => { chat.find("#announcer").textContent = text; };
  const store = (key, value) => {
    // Storage may be full or forbidden: the conversation then lives until the page is closed.
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* kept in memory */ }
  };
  const stored = (key, fallback) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; }
  };

  // --- composer -------------------------------------------------------------------------------
  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
  };
  chat.count = () => {
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
    if (!chat.day.isValid()) return complain("error.day");
    complain("");
    const field = chat.find("#question");
    field.value = "";
    fit(field);
    chat.count();
    send(question);
  };

  const history = () =>
    chat.turns.filter((turn) => turn.record).slice(-6).flatMap((turn) => [
      { role: "user", content: turn.question },
      { role: "assistant", content: turn.record.text.slice(0, 2000) },
    ]);

  const send = (question) => {
    const asOf = chat.day.chosen();
    const article = chat.article(question, asOf);
    chat.find("#conversation").append(article);
    const now = performance.now();
    chat.number += 1;
    chat.pending = { turn: chat.number, question, asOf, article, sent: now, heard: 0 };
    article.querySelector(".answer").innerHTML =
      `<p class="notice waiting">${chat.word("searching")}</p>`;
    showState();
    article.scrollIntoView({ block: "start", behavior: "smooth" });
    trigger("submit", {
      question, turn: chat.number, language: chat.language, history: history(), as_of: asOf,
    });
    watchServer(chat.number);
  };

  // Gradio says nothing when the server is gone or its queue is full, so the page asks itself.
  const watchServer = (turn) => {
    if (chat.pending?.turn !== turn) return;
    const silent = performance.now() - (chat.pending.heard || chat.pending.sent);
    const again = () => setTimeout(() => watchServer(turn), 1500);
    if (silent < 1400) return again();
    chat.checkHealth().then(
      () => (!chat.pending?.heard && silent > 20000 ? chat.fail(turn, "error.busy") : again()),
      () => chat.fail(turn, "error.gone"),
    );
  };

  // Nor does it say anything of a question that the server has sent away.
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const response = await fetched(...asked);
    if ([429, 503].includes(response.status) && String(asked[0]).includes("/queue/join"))
      chat.fail(chat.number, "error.busy");
    return response;
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
  chat.article = (question, asOf = "") => {
    const article = chat.find("#turn").content.firstElementChild.cloneNode(true);
    article.querySelector(".question").textContent = question;
    chat.day.mark(article, asOf);
    chat.translate(article);
    return article;
  };

  chat.receive = (event) => {
    if (!event || event.turn !== chat.pending?.turn) return;
    const { article, question, asOf } = chat.pending;
    chat.pending.heard = performance.now();
    const box = article.querySelector(".answer");
    box.innerHTML = event.html;
    if (!event.final) return;
    const failure = event.record ? null : box.querySelector('.failure [data-text^="error."]');
    if (failure) return chat.fail(event.turn, failure.dataset.text);
    chat.pending = null;
    chat.translate(box);
    keep({ question, asOf, html: event.html, record: event.record });
    chat.announce(`${chat.word("answer.arrived")} ${box.querySelector(".status")?.textContent ?? ""} `
      + `${event.record?.text ?? box.textContent}`);
    showState();
  };

  const keep = (turn) => {
    // A sentence in place of an answer (refused, busy) is shown, and gone after a reload.
    if (!turn.record) return;
    chat.turns = [...chat.turns, turn].slice(-KEPT_TURNS);
    store(TURNS_KEY, chat.turns);
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
      const article = chat.article(turn.question, turn.asOf);
      article.dataset.index = String(index);
      article.querySelector(".answer").innerHTML = turn.html;
      chat.find("#conversation").append(article);
    });
  };

  chat.clear = () => {
    chat.turns = [];
    chat.pending = null;
    store(TURNS_KEY, []);
    chat.find("#conversation").replaceChildren();
    chat.closePassage();
    showState();
    chat.announce(chat.word("cleared"));
    chat.find("#question").focus();
  };

  // --- start ----------------------------------------------------------------------------------
  const bindComposer = () => {
    const field = chat.find("#question");
    field.addEventListener("input", () => { fit(field); chat.count(); });
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
    chat.day.bind();
    chat.bindActions();
    document.addEventListener("click", (event) => {
      const switcher = event.target.closest("[data-language]");
      if (!switcher) return;
      chat.setLanguage(switcher.dataset.language);
      store(LANGUAGE_KEY, chat.language);
    });
    chat.setLanguage(stored(LANGUAGE_KEY, chat.browserLanguage()));
    showState();
    chat.awaitReadiness();
    chat.find("#chat").dataset.started = "";
  };
})();
