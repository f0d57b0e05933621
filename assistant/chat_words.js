// The words of the page, in the language the reader chose, and whether the server is ready.
(() => {
  "use strict";
  const words = window.programmeWords;
  const chat = (window.programmeChat = { turns: [], language: "en", pending: null, number: 0 });

  chat.find = (selector) => document.querySelector(selector);
  chat.word = (key, values = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`{${name}}`, value),
      words.text[chat.language][key] ?? key,
    );

  // --- language -------------------------------------------------------------------------------
  chat.browserLanguage = () =>
    (navigator.languages ?? [navigator.language])
      .map((name) => name.slice(0, 2))
      .find((name) => name in words.text) ?? "en";

  chat.translate = (root) => {
    for (const element of root.querySelectorAll("[data-text]"))
      element.textContent = chat.word(element.dataset.text, element.dataset);
    for (const picture of root.querySelectorAll("[data-alt]"))
      picture.alt = chat.word(picture.dataset.alt, picture.dataset);
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", chat.word(element.dataset.label));
      if (element.hasAttribute("title")) element.title = chat.word(element.dataset.label);
    }
  };

  chat.setLanguage = (language) => {
    chat.language = language in words.text ? language : "en";
    document.documentElement.lang = chat.language;
    document.title = chat.word("product");
    chat.translate(document);
    chat.find("#question").placeholder = chat.word("question.placeholder");
    for (const button of document.querySelectorAll("[data-language]"))
      button.setAttribute("aria-pressed", String(button.dataset.language === chat.language));
    chat.find("#starters").replaceChildren(...words.starters[chat.language].map(starter));
    showCorpus();
    chat.count();
    chat.day.show();
    chat.day.translate(document);
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
  chat.checkHealth = async () => {
    const response = await fetch("/health", { cache: "no-store" });
    if (!response.ok) throw new Error("unhealthy");
    health = await response.json();
    showCorpus();
    return health;
  };
  chat.awaitReadiness = () =>
    chat.checkHealth().catch(() => ({ ready: false }))
      .then(({ ready }) => { if (!ready) setTimeout(chat.awaitReadiness, 2000); });
})();
