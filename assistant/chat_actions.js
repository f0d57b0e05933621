// What can be done with an answer: open a passage, copy, rate, export, clear.
(() => {
  "use strict";
  const chat = window.programmeChat;
  let opener = null;

  // --- passages -------------------------------------------------------------------------------
  const openPassage = async (button) => {
    const panel = chat.find("#passage");
    const body = chat.find("#passage-body");
    opener = button;
    body.innerHTML = `<p class="notice waiting">${chat.word("passage.loading")}</p>`;
    showPanel(panel);
    const { document: id, start, end, section } = button.dataset;
    const query = new URLSearchParams({ document: id, start, end, section, language: chat.language });
    try {
      const response = await fetch(`/passage?${query}`);
      if (!response.ok) throw new Error(response.status === 404 ? "error.document" : "error.failed");
      body.innerHTML = await response.text();
    } catch (error) {
      const key = error.message.startsWith("error.") ? error.message : "error.gone";
      body.innerHTML = '<p class="notice failure" id="passage-title" tabindex="-1"></p>';
      body.firstChild.textContent = chat.word(key);
    }
    chat.find("#passage-title").focus({ preventScroll: true });
    body.querySelector("mark")?.scrollIntoView({ block: "center" });
    const sheet = body.querySelector("[data-sheet]");
    if (sheet) showSheet(sheet, query);
  };

  // The page of a PDF as a picture: it takes a moment to draw, and the text does not wait for it.
  const showSheet = async (sheet, query) => {
    const response = await fetch(`/passage/sheet?${query}`).catch(() => null);
    if (!sheet.isConnected) return;
    if (response?.ok) sheet.innerHTML = await response.text();
    else sheet.firstChild.textContent = chat.word("sheet.failed");
    chat.translate(sheet);
    sheet.parentElement.querySelector("mark")?.scrollIntoView({ block: "center" });
    showBox(sheet);
  };
  const showBox = (sheet) => {
    const view = sheet.querySelector(".sheet-view");
    const box = sheet.querySelector(".box");
    if (!box) return;
    view.scrollTop = box.offsetTop - view.clientHeight / 3;
    view.scrollLeft = box.offsetLeft - view.clientWidth / 8;
  };
  const enlarge = (button) => {
    const sheet = button.closest(".sheet");
    const large = sheet.classList.toggle("large");
    button.setAttribute("aria-pressed", String(large));
    showBox(sheet);
  };

  const showPanel = (panel) => {
    if (panel.open) return;
    // On a narrow screen the sheet covers the page, so what lies under it must be out of reach.
    if (window.matchMedia("(max-width: 900px)").matches) panel.showModal();
    else panel.show();
    chat.find("#chat").classList.add("with-passage");
  };

  chat.closePassage = () => {
    const panel = chat.find("#passage");
    if (panel.open) panel.close();
  };
  const passageClosed = () => {
    chat.find("#chat").classList.remove("with-passage");
    if (opener?.isConnected) opener.focus();
    opener = null;
  };

  // --- copy and export ------------------------------------------------------------------------
  const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

  const source = (citation) => {
    const details = [citation.publisher, citation.published,
      `${chat.word("page")} ${citation.page}`, citation.source].filter(Boolean).join(", ");
    return `[${citation.number}] ${safe(citation.title)} (${safe(details)})\n`
      + `> ${safe(citation.quote).replaceAll("\n", "\n> ")}\n`;
  };
  const answerText = (record) =>
    [`**${chat.word(`status.${record.status}`)}**`, safe(record.text),
      ...record.citations.map(source)].join("\n\n");
  const conversationText = () =>
    [`# ${chat.word("product")}, ${new Date().toISOString().slice(0, 10)}`,
      ...chat.turns.map((turn) => `## ${safe(turn.question)}\n\n${answerText(turn.record)}`),
      `_${chat.word("notice")}_`].join("\n\n");

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      toast("copied");
    } catch { toast("error.copy"); }
  };
  const download = (text, type, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const save = () => download(conversationText(), "text/markdown",
    `${chat.word("export.file")}-${new Date().toISOString().slice(0, 10)}.md`);
  // The receipt holds the question; it was made for this reader and is kept in this browser only.
  const saveReceipt = (receipt) => download(JSON.stringify(receipt, null, 1), "application/json",
    `${chat.word("receipt.file")}-${receipt.time.slice(0, 10)}-${receipt.id}.json`);

  let toastTimer = 0;
  const toast = (key) => {
    const line = chat.find("#toast");
    line.textContent = chat.word(key);
    line.hidden = false;
    chat.announce(line.textContent);
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { line.hidden = true; }, 2500);
  };

  // --- ratings --------------------------------------------------------------------------------
  const record = (element) => chat.turns[Number(element.closest(".turn").dataset.index)]?.record;

  const rate = async (element, rating, reason) => {
    const answer = element.closest(".answer");
    const { status, language, citations, asked } = record(element);
    // Only where the page announces that questions are kept, and only with a thumbs-down.
    const kept = window.programmeWords.daysKept && rating === "down" && asked;
    const documents = [...new Set(citations.map((citation) => citation.document))];
    const thanks = answer.querySelector(".thanks");
    const response = await fetch("/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        rating, reason, status, language, documents, ...(kept ? { question: asked } : {}),
      }),
    }).catch(() => null);
    thanks.dataset.text = response?.ok
      ? (kept ? "feedback.thanks.kept" : "feedback.thanks") : "error.feedback";
    chat.translate(answer);
    thanks.hidden = false;
    answer.querySelector(".reasons").hidden = true;
    if (!response?.ok) return;
    for (const button of answer.querySelectorAll('[data-action="up"], [data-action="down"]')) {
      button.setAttribute("aria-pressed", String(button.dataset.action === rating));
      button.disabled = true;
    }
    chat.announce(thanks.textContent);
  };

  const askReason = (button) => {
    const reasons = button.closest(".answer").querySelector(".reasons");
    reasons.hidden = false;
    reasons.querySelector("button").focus();
  };

  // --- clicks ---------------------------------------------------------------------------------
  const ACTIONS = {
    up: (button) => rate(button, "up", ""),
    down: askReason,
    copy: (button) => copy(answerText(record(button))),
    receipt: (button) => saveReceipt(record(button).receipt),
    "copy-all": () => copy(conversationText()),
    export: save,
    clear: () => chat.find("#confirm").showModal(),
    enlarge,
    "close-passage": () => chat.closePassage(),
  };

  const clicked = (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    const { ask, action, reason } = button.dataset;
    if (ask) chat.ask(ask);
    else if ("passage" in button.dataset) openPassage(button);
    else if (reason) rate(button, "down", reason);
    else ACTIONS[action]?.(button);
  };

  chat.bindActions = () => {
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && chat.find("#passage").open) chat.closePassage();
    });
    chat.find("#passage").addEventListener("close", passageClosed);
    chat.find("#confirm").addEventListener("close", (event) => {
      if (event.target.returnValue === "yes") chat.clear();
      event.target.returnValue = "";
    });
  };
})();
